"""Texts of the account registration (form 01): fields, what is wrong with them, the dossier's life."""

VI = {
    "registration.field.bhxh_code": "Mã số BHXH",
    "registration.field.full_name": "Họ và tên",
    "registration.field.personal_id": "Số CCCD/CMND/Hộ chiếu",
    "registration.field.province": "Tỉnh, thành phố",
    "registration.field.district": "Quận, huyện",
    "registration.field.commune": "Phường, xã",
    "registration.field.street": "Số nhà, tên đường, tổ/xóm, khu phố/thôn",
    "registration.field.phone": "Số điện thoại di động",
    "registration.field.email": "Thư điện tử (email)",
    "registration.field.agency": "Cơ quan BHXH tiếp nhận",
    "registration.field.date_of_birth": "Ngày sinh",
    "registration.value.none": "Không có",
    "registration.value.not_given": "Chưa khai",
    "registration.value.today": "{commune} (nay thuộc {today})",
    "registration.value.or": "hoặc",
    "registration.id_kind.cccd": "Căn cước công dân",
    "registration.id_kind.cmnd": "Chứng minh nhân dân",
    "registration.id_kind.ho_chieu": "Hộ chiếu",
    "registration.required": "Mục “{label}” là bắt buộc trong tờ khai, không thể bỏ trống. Ví dụ: {example}.",
    "registration.province.unknown": (
        "Không có tỉnh, thành phố nào tên như vậy. Ông/Bà nhập tên tỉnh theo địa giới trước ngày 01/7/2025, "
        "ví dụ: TP. Hồ Chí Minh, Bình Định."
    ),
    "registration.province.near": "Không có tỉnh, thành phố nào tên như vậy. Có phải Ông/Bà muốn chọn: {options}?",
    "registration.province_first": "Ông/Bà vui lòng chọn tỉnh, thành phố trước, ví dụ: TP. Hồ Chí Minh.",
    "registration.district.unknown": (
        "Không có quận, huyện nào tên như vậy thuộc {province}. Ông/Bà nhập tên quận, huyện theo địa giới trước ngày 01/7/2025, "
        "ví dụ: {example}."
    ),
    "registration.district.near": (
        "Không có quận, huyện nào tên như vậy thuộc {province}. Có phải Ông/Bà muốn chọn: {options}?"
    ),
    "registration.district.ambiguous": (
        "{province} có nhiều nơi cùng tên này. Ông/Bà vui lòng ghi rõ một trong các nơi sau: {options}."
    ),
    "registration.agency.unknown": (
        "Không có cơ quan BHXH nào như vậy thuộc {province}. Ông/Bà nhập tên hoặc mã cơ quan, ví dụ: {example}."
    ),
    "registration.agency.near": (
        "Không có cơ quan BHXH nào như vậy thuộc {province}. Có phải Ông/Bà muốn chọn: {options}?"
    ),
    "registration.agency.ambiguous": (
        "Có nhiều cơ quan BHXH cùng tên này. Ông/Bà vui lòng chọn một trong các cơ quan sau: {options}."
    ),
    "registration.commune.empty": "Ông/Bà chưa nhập phường, xã. Ví dụ: Phường 11.",
    "registration.commune.near": (
        "Danh sách phường, xã của {district} không có tên này. Có phải Ông/Bà muốn chọn: {options}? "
        "Nếu tên đã nhập là đúng, Ông/Bà nhập lại như vậy một lần nữa."
    ),
    "registration.commune.ambiguous": (
        "{district} có nhiều nơi cùng tên này. Ông/Bà vui lòng ghi rõ một trong các nơi sau: {options}."
    ),
    "registration.commune.characters": (
        "Tên phường, xã chỉ gồm chữ cái, chữ số và dấu cách. Ví dụ: Phường 11, xã Phước Sơn, thị trấn Tuy Phước."
    ),
    "registration.commune.too_long": (
        "Tên phường, xã dài quá 60 ký tự. Ông/Bà chỉ nhập tên phường, xã, ví dụ: xã Phước Sơn."
    ),
    "registration.street.empty": (
        "Ông/Bà chưa nhập số nhà, tên đường, tổ/xóm, khu phố/thôn. Ví dụ: 12 Trần Hưng Đạo, khu phố 3."
    ),
    "registration.street.too_short": (
        "Địa chỉ quá ngắn. Ông/Bà nhập số nhà, tên đường, tổ/xóm, khu phố/thôn, ví dụ: 12 Trần Hưng Đạo, khu phố 3."
    ),
    "registration.street.characters": (
        "Địa chỉ có ký tự không dùng được (như < > @ #). Ông/Bà nhập lại bằng chữ và số, ví dụ: 12/5 Trần Hưng Đạo, tổ 4."
    ),
    "registration.street.too_long": (
        "Địa chỉ dài quá 120 ký tự. Ông/Bà chỉ nhập số nhà, tên đường, tổ/xóm, khu phố/thôn, "
        "ví dụ: 12 Trần Hưng Đạo, khu phố 3."
    ),
    "registration.email.format": "Địa chỉ email chưa đúng dạng. Ví dụ: thuha1985@gmail.com. Nếu không có, Ông/Bà có thể bỏ qua.",
    "registration.email.accents": (
        "Địa chỉ email không có dấu tiếng Việt và dấu cách. Ví dụ: thuha1985@gmail.com. Nếu không có, Ông/Bà có thể bỏ qua."
    ),
    "registration.email.too_long": "Địa chỉ email quá dài. Ví dụ: thuha1985@gmail.com. Nếu không có, Ông/Bà có thể bỏ qua.",
    "registration.unknown_field": "Tờ khai không có mục này.",
    "registration.incomplete": "Tờ khai còn thiếu: {fields}. Ông/Bà vui lòng khai các mục này rồi nộp lại.",
    "registration.no_draft": (
        "Không có tờ khai nào đang khai dở (tờ khai chưa gửi được giữ trong 24 giờ). "
        "Ông/Bà có thể bắt đầu lại bằng cách gõ: đăng ký tài khoản."
    ),
    "registration.too_many": (
        "Số điện thoại này đã được dùng cho nhiều tờ khai trong ngày. Ông/Bà vui lòng thử lại sau 24 giờ "
        "hoặc gọi tổng đài {hotline} để được hỗ trợ."
    ),
    "registration.number.format": "Số hồ sơ chưa đúng. Số hồ sơ có dạng 00001.U/2026/07915, in trong tin nhắn xác nhận đã gửi.",
    "registration.number.check": (
        "Số hồ sơ có ký tự gõ nhầm. Ông/Bà xem lại số hồ sơ trong tin nhắn xác nhận, ví dụ: 00001.U/2026/07915."
    ),
    "registration.number.unknown": (
        "Không tìm thấy hồ sơ có số này. Hồ sơ chưa nộp tại cơ quan BHXH trong 10 ngày kể từ ngày khai đã tự động xóa; "
        "Ông/Bà có thể đăng ký lại hoặc gọi tổng đài {hotline}."
    ),
    "registration.state.MOI_KHAI": (
        "Đã nhận tờ khai, chưa có đủ ảnh. Ông/Bà bổ sung ảnh, in và ký tờ khai rồi mang đến {agency} chậm nhất ngày {deadline}; "
        "quá hạn này hồ sơ tự động xóa."
    ),
    "registration.state.CHO_XAC_MINH": (
        "Đã nhận tờ khai và đủ ảnh, chờ Ông/Bà nộp tờ khai đã ký tại {agency} và xuất trình giấy tờ tùy thân "
        "chậm nhất ngày {deadline}; quá hạn này hồ sơ tự động xóa."
    ),
    "registration.state.child.MOI_KHAI": (
        "Đã nhận đăng ký cho con, chưa có ảnh giấy khai sinh. Ông/Bà bổ sung ảnh chậm nhất ngày {deadline}; "
        "quá hạn này hồ sơ tự động xóa."
    ),
    "registration.state.child.CHO_XAC_MINH": (
        "Đã nhận đủ thông tin và ảnh giấy khai sinh, chờ {agency} xét duyệt. "
        "Kết quả được gửi bằng tin nhắn đến số điện thoại của Ông/Bà."
    ),
    "registration.state.DA_TIEP_NHAN": (
        "{agency} đã tiếp nhận hồ sơ. Kết quả được gửi bằng tin nhắn đến số điện thoại đã khai."
    ),
    "registration.state.HOP_LE": "Hồ sơ hợp lệ, cơ quan BHXH đang cấp tài khoản.",
    "registration.state.CAP_TK": (
        "Đã cấp tài khoản. Tên đăng nhập là mã số BHXH; mật khẩu lần đầu đã được gửi bằng tin nhắn, "
        "Ông/Bà cần đổi mật khẩu khi đăng nhập lần đầu."
    ),
    "registration.state.HGD_KHONG_TON_TAI": (
        "Mã số BHXH và họ tên chưa có trong dữ liệu hộ gia đình. Ông/Bà vui lòng liên hệ {agency} "
        "để được hướng dẫn kê khai cấp mã số BHXH."
    ),
    "registration.state.TU_CHOI": (
        "Hồ sơ không được chấp nhận; lý do đã được gửi bằng tin nhắn. Ông/Bà có thể đăng ký lại hoặc gọi tổng đài {hotline}."
    ),
    "registration.status.number": "Số hồ sơ",
    "registration.status.state": "Tình trạng",
    "registration.status.agency": "Cơ quan tiếp nhận",
    "registration.status.agency_phone": "Điện thoại cơ quan",
    "registration.status.declared": "Ngày khai",
    "registration.status.deadline": "Hạn nộp tờ khai",
    "registration.status.photo_deadline": "Hạn gửi ảnh",
    "registration.status.photos": "Ảnh",
    "registration.status.way": "Cách nộp tờ khai",
    "registration.way.unknown": "Ông/Bà chưa chọn cách nộp tờ khai. Ví dụ: tại bộ phận một cửa của cơ quan BHXH.",
    "registration.way.no_school": (
        "Trường này không nộp hồ sơ về cơ quan BHXH đã chọn. Ông/Bà chọn lại trường trong danh sách, hoặc chọn cách nộp khác."
    ),
    "registration.way.no_class": "Ông/Bà chưa chọn lớp, hoặc trường không có lớp này. Ông/Bà chọn lớp trong danh sách, ví dụ: 7A1.",
    "registration.child.unborn": "Ngày sinh ở tương lai. Ông/Bà xem lại ngày sinh của con, ví dụ: 02/03/2016.",
    "registration.child.adult": (
        "Người từ đủ 18 tuổi tự đăng ký bằng giấy tờ tùy thân của mình: mở trang Đăng ký tài khoản (/dang-ky) hoặc gõ “đăng ký tài khoản”. "
        "Nếu nhập nhầm ngày sinh, Ông/Bà nhập lại, ví dụ: 02/03/2016."
    ),
    "registration.child.no_account": (
        "Để đăng ký cho con, cha, mẹ hoặc người giám hộ cần có tài khoản giao dịch điện tử. Ông/Bà đăng ký cho mình trước tại trang "
        "Đăng ký tài khoản (/dang-ky) hoặc gõ “đăng ký tài khoản”."
    ),
    "registration.child.guardian_minor": (
        "Chỉ cha, mẹ hoặc người giám hộ từ đủ 18 tuổi đăng ký được cho con. Ông/Bà vui lòng đăng nhập bằng tài khoản của người giám hộ."
    ),
    "registration.child.self": (
        "Đây là mã số BHXH của chính Ông/Bà. Ông/Bà nhập mã số BHXH của con: 10 số cuối trên thẻ BHYT của con, ví dụ: 7934567890."
    ),
    "registration.way.counter": "Tại bộ phận một cửa của cơ quan BHXH",
    "registration.way.mobile": "Tại bàn đăng ký lưu động",
    "registration.way.school": "Qua nhà trường",
    "registration.way.through_school": "Qua nhà trường: {school}, lớp {class_name}",
    "registration.status.photos.complete": "Đã đủ {needed} ảnh",
    "registration.status.photos.missing": "Đã có {count}/{needed} ảnh, chưa hoàn tất",
    "registration.print.personal_id": "Số {kind}",
    "registration.print.address": "Địa chỉ liên hệ",
    "registration.resume.format": (
        "Số hồ sơ hoặc mã khai tiếp chưa đúng. Số hồ sơ có trong tin nhắn xác nhận, ví dụ: 00001.U/2026/07915; "
        "mã khai tiếp gồm 8 ký tự, ví dụ: ABCD-3467."
    ),
    "registration.resume.none": "Yêu cầu đã hết hạn. Ông/Bà nhập lại số hồ sơ hoặc mã khai tiếp.",
    "registration.resume.wait": "Ông/Bà vui lòng chờ 60 giây kể từ lần yêu cầu trước rồi yêu cầu mã mới.",
    "registration.resume.wrong": (
        "Mã OTP không đúng hoặc đã hết hạn. Ông/Bà xem lại 6 chữ số trong tin nhắn mới nhất, hoặc yêu cầu mã mới."
    ),
    "registration.resume.too_many": (
        "Có quá nhiều yêu cầu từ mạng Ông/Bà đang dùng. Ông/Bà vui lòng thử lại sau một giờ hoặc gọi tổng đài {hotline}."
    ),
    "registration.gone.title": "Liên kết không còn dùng được",
    "registration.gone.why": "Liên kết này không đúng, đã hết hạn hoặc đã hoàn tất.",
    "registration.gone.next": (
        "Để xem hồ sơ của mình, Ông/Bà mở trang trợ lý, gõ “tra cứu hồ sơ” và nhập số hồ sơ trong tin nhắn xác nhận, "
        "hoặc gọi tổng đài {hotline}."
    ),
}
