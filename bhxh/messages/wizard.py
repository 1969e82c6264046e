"""Texts of the registration wizard `/dang-ky`, of a dossier's own page, and of going on on another device."""

VI = {
    "wizard.menu": "Đăng ký tài khoản",
    "wizard.title": "Đăng ký tài khoản giao dịch điện tử",
    "wizard.intro": (
        "Khai tờ khai mẫu 01 để được cấp tài khoản tra cứu BHXH, BHYT (VssID). Việc khai mất khoảng 10 phút và không mất phí. "
        "Ông/Bà có thể dừng giữa chừng và khai tiếp trong 24 giờ, cả trên thiết bị khác."
    ),
    "wizard.prepare": "Ông/Bà chuẩn bị",
    "wizard.prepare.code": "Mã số BHXH: 10 số cuối trên thẻ BHYT.",
    "wizard.prepare.id": "Căn cước công dân, chứng minh nhân dân hoặc hộ chiếu.",
    "wizard.prepare.phone": "Số điện thoại di động của chính mình để nhận kết quả.",
    "wizard.prepare.camera": "Điện thoại có máy ảnh, hoặc ảnh chân dung và ảnh hai mặt giấy tờ có sẵn.",
    "wizard.after": (
        "Sau khi gửi, Ông/Bà in tờ khai, ký và nộp tại nơi đã chọn trong 10 ngày; quá hạn, thông tin đã khai và ảnh tự động xóa."
    ),
    "wizard.begin": "Bắt đầu khai",
    "wizard.go_on": "Tiếp tục",
    "wizard.has_draft": "Trình duyệt này có một tờ khai đang khai dở.",
    "wizard.discard": "Xóa tờ khai dở",
    "wizard.others": "Việc khác",
    "wizard.resume": "Khai tiếp tờ khai dở trên thiết bị này",
    "wizard.status": "Xem tình trạng hồ sơ, in lại tờ khai",
    "wizard.child": "Đăng ký cho con dưới 18 tuổi chưa có CCCD",
    "wizard.too_many": "Có quá nhiều tờ khai mới từ mạng Ông/Bà đang dùng. Ông/Bà vui lòng thử lại sau ít phút hoặc gọi tổng đài {hotline}.",
    "wizard.error": "Lỗi:",
    "wizard.count": "Bước {number}/{total}",
    "wizard.back": "Quay lại",
    "wizard.back_begin": "Về trang đăng ký",
    "wizard.next": "Tiếp tục",
    "wizard.save": "Lưu thay đổi",
    "wizard.choose": "Chọn trong danh sách",
    "wizard.later": "Nếu dừng tại đây, Ông/Bà khai tiếp trên thiết bị khác bằng mã khai tiếp",
    "wizard.later_how": "Mã dùng được trong 24 giờ, cùng mã OTP gửi đến số điện thoại đã khai.",
    "wizard.step.nguoi-dang-ky": "Người đăng ký",
    "wizard.step.tinh": "Tỉnh, thành phố nơi ở",
    "wizard.step.quan-huyen": "Quận, huyện nơi ở",
    "wizard.step.dia-chi": "Địa chỉ liên hệ",
    "wizard.step.lien-lac": "Điện thoại và email",
    "wizard.step.co-quan": "Cơ quan BHXH tiếp nhận",
    "wizard.step.anh-chan-dung": "Ảnh chân dung",
    "wizard.step.giay-to-mat-truoc": "Ảnh mặt trước giấy tờ",
    "wizard.step.giay-to-mat-sau": "Ảnh mặt sau giấy tờ",
    "wizard.step.cach-nop": "Cách nộp tờ khai",
    "wizard.hint.bhxh_code": "10 chữ số cuối trên thẻ BHYT, ví dụ: {example}.",
    "wizard.hint.full_name": "Viết đầy đủ, có dấu, như trên giấy tờ, ví dụ: {example}.",
    "wizard.hint.personal_id": "12 số của CCCD, 9 số của CMND hoặc số hộ chiếu, ví dụ: {example}.",
    "wizard.hint.province": "Chọn theo tên hiện nay (34 tỉnh, thành phố) hoặc theo tên trước ngày 01/7/2025.",
    "wizard.hint.district": "Quận, huyện nơi Ông/Bà ở theo địa giới trước ngày 01/7/2025, để xác định cơ quan BHXH tiếp nhận.",
    "wizard.hint.commune": "Tên hiện nay hoặc tên cũ đều được, ví dụ: {example}, xã Phước Sơn.",
    "wizard.hint.commune_list": "Chọn theo tên trước ngày 01/7/2025 hoặc theo tên hiện nay.",
    "wizard.hint.commune_other": "Chỉ ghi khi danh sách trên không có, ví dụ phường, xã đã sáp nhập trước năm 2025 mà giấy tờ còn ghi.",
    "wizard.commune_today": "Tên hiện nay, từ ngày 01/7/2025",
    "wizard.commune_not_listed": "Tên khác, không có trong danh sách",
    "wizard.commune_other": "Tên phường, xã khác (nếu có)",
    "wizard.commune_both": (
        "Ông/Bà vừa chọn trong danh sách vừa ghi một tên khác. Ông/Bà xóa tên đã ghi, hoặc chọn “Tên khác, không có trong danh sách”."
    ),
    "wizard.hint.street": "Ví dụ: {example}.",
    "wizard.hint.phone": "Số di động của Việt Nam. Kết quả và mật khẩu được gửi đến số này, ví dụ: {example}.",
    "wizard.hint.email": "Nếu có, kết quả cũng được gửi đến email, ví dụ: {example}.",
    "wizard.hint.agency": "Cơ quan phục vụ nơi Ông/Bà ở đã được chọn sẵn; Ông/Bà có thể chọn cơ quan khác trong tỉnh.",
    "wizard.today": "34 tỉnh, thành phố hiện nay",
    "wizard.formerly": "Tên trước ngày 01/7/2025",
    "wizard.now_part_of": "{former} (nay thuộc {province})",
    "wizard.chosen_now": "Đang chọn: {value}.",
    "wizard.other_province": "Chọn tỉnh, thành phố khác",
    "wizard.former": "Trước ngày 01/7/2025, nơi Ông/Bà ở thuộc tỉnh, thành phố nào?",
    "wizard.former_hint": "Cơ quan BHXH tiếp nhận còn theo địa giới cũ, nên cần biết thêm điều này.",
    "wizard.camera": "Chụp bằng máy ảnh của điện thoại",
    "wizard.file": "Hoặc chọn ảnh có sẵn",
    "wizard.picture_given": "Đã có ảnh. Chọn ảnh khác bên dưới nếu muốn thay.",
    "wizard.picture_rules": "Ảnh JPEG, PNG hoặc WebP, không quá 12 MB. Ảnh được mã hóa khi lưu và chỉ dùng để xét hồ sơ này.",
    "wizard.way": "Ông/Bà nộp tờ khai đã ký ở đâu?",
    "wizard.way_hint": "Khi nộp, Ông/Bà xuất trình giấy tờ tùy thân để đối chiếu.",
    "wizard.way.counter": "Tại bộ phận một cửa của cơ quan BHXH đã chọn",
    "wizard.way.mobile": "Tại bàn đăng ký lưu động (ở trường, xưởng, khu dân cư, bệnh viện)",
    "wizard.way.school": "Qua nhà trường (học sinh, phụ huynh, giáo viên nộp cho giáo viên chủ nhiệm)",
    "wizard.no_schools": "Cơ quan BHXH đã chọn chưa nhận tờ khai qua trường học. Ông/Bà chọn cách nộp khác, ví dụ: tại bộ phận một cửa.",
    "wizard.school": "Nộp qua nhà trường",
    "wizard.school_name": "Trường",
    "wizard.school_hint": "Các trường nộp tờ khai về cơ quan BHXH Ông/Bà đã chọn.",
    "wizard.other_school": "Chọn trường khác",
    "wizard.class": "Lớp",
    "wizard.class_hint": "Giáo viên chọn lớp mình chủ nhiệm.",
    "wizard.review": "Xem lại tờ khai",
    "wizard.review_intro": "Ông/Bà kiểm tra từng mục trước khi gửi. Sau khi gửi, tờ khai không sửa được nữa.",
    "wizard.change": "Sửa",
    "wizard.promise": "Cam kết",
    "wizard.promise_text": (
        "Khi bấm “Gửi”, Ông/Bà cam kết thông tin là đúng sự thật và đồng ý để cơ quan BHXH dùng thông tin, ảnh đã khai "
        "để xét cấp tài khoản. Nếu không nộp tờ khai trong 10 ngày, tất cả tự động xóa."
    ),
    "wizard.send": "Gửi",
    "wizard.dossier": "Hồ sơ",
    "wizard.declaration": "Xem tờ khai (PDF)",
    "wizard.add_pictures": "Bổ sung ảnh",
    "wizard.choose_way": "Chọn cách nộp tờ khai",
    "wizard.close": "Đóng hồ sơ trên máy này",
    "wizard.keep_number": (
        "Ông/Bà ghi lại số hồ sơ: dùng số này và mã OTP gửi đến số điện thoại đã khai để mở lại trang này trên bất kỳ thiết bị nào."
    ),
    "wizard.resume_title": "Mở hồ sơ hoặc khai tiếp",
    "wizard.resume_intro": (
        "Ông/Bà nhập số hồ sơ (trong tin nhắn xác nhận) để xem tình trạng, in tờ khai; hoặc mã khai tiếp để khai tiếp tờ khai dở."
    ),
    "wizard.number": "Số hồ sơ hoặc mã khai tiếp",
    "wizard.number_hint": "Ví dụ: 00001.U/2026/07915 hoặc ABCD-3467.",
    "wizard.ask_otp": "Nhận mã OTP",
    "wizard.otp_title": "Nhập mã OTP",
    "wizard.otp_intro": (
        "Nếu số Ông/Bà nhập là đúng, một tin nhắn có mã OTP đã được gửi đến số điện thoại khai trong tờ khai. Mã dùng được trong 5 phút. "
        "Ông/Bà không cho ai biết mã này."
    ),
    "wizard.otp": "Mã OTP",
    "wizard.otp_hint": "6 chữ số trong tin nhắn, ví dụ: 123456.",
    "wizard.otp_again": "Gửi lại mã",
    "wizard.hint.date_of_birth": "Ngày, tháng, năm sinh trên giấy khai sinh, ví dụ: {example}. Con phải dưới 18 tuổi.",
    "wizard.step.nguoi-con": "Thông tin của con",
    "wizard.step.giay-khai-sinh": "Ảnh giấy khai sinh",
    "wizard.child_title": "Đăng ký tài khoản cho con",
    "wizard.child_intro": (
        "Dành cho con dưới 18 tuổi chưa có CCCD hoặc CMND. Ông/Bà không phải đến cơ quan BHXH: cơ quan BHXH xét hồ sơ theo thông tin và ảnh "
        "giấy khai sinh, rồi gửi mã số BHXH và mật khẩu của con bằng tin nhắn đến số điện thoại của Ông/Bà. Con đăng nhập bằng tài khoản riêng."
    ),
    "wizard.child.prepare.code": "Mã số BHXH của con: 10 số cuối trên thẻ BHYT của con.",
    "wizard.child.prepare.certificate": "Giấy khai sinh của con, bản chính hoặc bản sao, để chụp ảnh.",
    "wizard.child_sent": "Hồ sơ Ông/Bà đã gửi cho con",
    "wizard.child_open": "Xem hồ sơ",
    "wizard.child_adult": "Con từ đủ 18 tuổi, hoặc đã có CCCD, tự đăng ký tại trang",
    "wizard.consent": "Đồng ý gửi hồ sơ",
    "wizard.consent_text": (
        "Ông/Bà cam kết là cha, mẹ hoặc người giám hộ của người có tên dưới đây, thông tin là đúng sự thật, và đồng ý để cơ quan BHXH dùng "
        "thông tin, ảnh giấy khai sinh để xét cấp tài khoản. Sau khi gửi, hồ sơ không sửa được nữa."
    ),
    "wizard.agree": "Đồng ý",
}
