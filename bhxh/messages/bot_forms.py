"""What the assistant says in conversations with a form: questions, explanations, corrections, results."""

VI = {
    # every form
    "bot.form.back": "Ta quay lại phần đang làm: {title}.",
    "bot.form.aside": "Tôi giữ lại phần đang làm ({title}) và sẽ quay lại sau khi xong việc này.",
    "bot.form.stop": "Dừng lại",
    "bot.form.not_understood": "Tôi chưa thấy thông tin cần hỏi trong câu trả lời này.",
    "bot.form.first_question": "Đây là câu hỏi đầu tiên của phần này. Muốn thôi, Ông/Bà chọn “Dừng lại”.",
    "bot.form.try_again": "Ông/Bà vui lòng nhập lại.",
    "bot.form.help": (
        "{explanation}\nNếu chưa có sẵn, Ông/Bà cứ tìm rồi nhập sau, nhắn “dừng” để thôi, hoặc gọi tổng đài {hotline}."
    ),
    "bot.form.hotline": "Nếu vẫn chưa được, Ông/Bà gọi tổng đài {hotline} để được nhân viên giúp, hoặc chọn bên dưới.",
    "bot.form.cancel_confirm": "Ông/Bà muốn dừng? {losses}",
    "bot.form.losses_suspended": "Phần đang giữ lại để làm sau cũng sẽ bị xóa.",
    "bot.form.cancel_yes": "Đồng ý dừng",
    "bot.form.cancel_no": "Làm tiếp",
    "bot.form.continued": "Vâng, ta làm tiếp.",
    "bot.form.cancelled": "Tôi đã dừng và xóa phần đang làm. Ông/Bà cần giúp việc gì khác?",
    # code from a card
    "bot.lookup_card_form.ask.card": (
        "Ông/Bà cho biết số thẻ BHYT (15 ký tự in trên thẻ), ví dụ: DN 4 79 7934567890. Có dấu cách hay không đều được."
    ),
    "bot.lookup_card_form.explain.card": (
        "Số thẻ in ở dòng đầu mặt trước thẻ BHYT giấy, và trong mục Thẻ BHYT của VssID, ví dụ: DN 4 79 7934567890. "
        "Số thẻ gồm 2 chữ cái (mã đối tượng), 1 chữ số từ 1 đến 5 (mức hưởng), 2 chữ số (mã tỉnh) và 10 chữ số là mã số BHXH. "
        "Thẻ mẫu mới từ 01/4/2021 chỉ in 10 số cuối: đó chính là mã số BHXH."
    ),
    "bot.lookup_card_form.why": (
        "Tôi chỉ dùng số thẻ để tìm ra mã số BHXH nằm trong số đó, không tra thông tin cá nhân nào."
    ),
    "bot.lookup_card_form.losses": "Số thẻ vừa nhập sẽ không được giữ lại.",
    "bot.lookup_card_form.found": "Mã số BHXH trên thẻ này là {code}.\n{parts}",
    # OTP
    "bot.identification.sent": (
        "Tôi đã gửi mã OTP tới số điện thoại đã đăng ký có các số cuối là {phone_tail}. Mã có hiệu lực {minutes} phút."
    ),
    "bot.identification.sent_again": "Tôi đã gửi mã OTP mới tới số cuối {phone_tail}, hiệu lực {minutes} phút. Mã cũ không dùng được nữa.",
    "bot.identification.ask.otp": "Ông/Bà nhập mã OTP gồm 6 chữ số trong tin nhắn vừa nhận.",
    "bot.identification.ask.new_otp": "Ông/Bà chọn “Gửi lại mã” để nhận mã mới, hoặc “Dừng lại” để thôi.",
    "bot.identification.resend": "Gửi lại mã",
    # registration status
    "bot.registration_status_form.ask.dossier_number": (
        "Ông/Bà cho biết số hồ sơ đăng ký, in trong tin nhắn xác nhận, ví dụ: 00001.U/2026/07915."
    ),
    "bot.registration_status_form.explain.dossier_number": (
        "Số hồ sơ có dạng năm chữ số, dấu chấm, một chữ cái, năm và mã cơ quan, cách nhau bằng dấu /, ví dụ: 00001.U/2026/07915. "
        "Số này có trong tin nhắn gửi sau khi nộp tờ khai và ở góc trên của tờ khai."
    ),
    "bot.registration_status_form.explain.otp": (
        "Mã OTP là 6 chữ số, ví dụ: 123456, nằm trong tin nhắn SMS mới nhất gửi tới số điện thoại đã khai trong hồ sơ. Nếu chưa nhận được, Ông/Bà chọn “Gửi lại mã”."
    ),
    "bot.registration_status_form.why": (
        "Mã OTP chỉ gửi tới số điện thoại đã khai trong hồ sơ, để người khác không xem được hồ sơ của Ông/Bà. "
        "Ông/Bà chỉ nhập mã trong khung này, không đọc cho bất kỳ ai gọi điện tới."
    ),
    "bot.registration_status_form.losses": "Phần xác thực đang làm sẽ bị bỏ.",
    "bot.registration_status_form.status": "{status}",
    # KCB history
    "bot.kcb_form.ask.kcb_code": (
        "Để xem lịch sử khám chữa bệnh, tôi cần xác nhận Ông/Bà qua mã OTP. "
        "Ông/Bà cho biết mã số BHXH (10 chữ số) hoặc số thẻ BHYT, ví dụ: 7934567890."
    ),
    "bot.kcb_form.explain.kcb_code": (
        "Mã số BHXH là 10 chữ số cuối của số thẻ BHYT, cũng in trên bìa sổ BHXH, ví dụ: 7934567890. "
        "Mã OTP chỉ gửi tới số điện thoại đã đăng ký với cơ quan BHXH."
    ),
    "bot.kcb_form.explain.otp": (
        "Mã OTP là 6 chữ số, ví dụ: 123456, nằm trong tin nhắn SMS mới nhất gửi tới số điện thoại đã đăng ký. Nếu chưa nhận được, Ông/Bà chọn “Gửi lại mã”."
    ),
    "bot.kcb_form.why": (
        "Lịch sử khám chữa bệnh là thông tin riêng, nên tôi gửi mã OTP tới số điện thoại đã đăng ký để chắc chắn đúng là Ông/Bà. "
        "Ông/Bà chỉ nhập mã trong khung này, không đọc cho bất kỳ ai gọi điện tới."
    ),
    "bot.kcb_form.losses": "Phần xác thực đang làm sẽ bị bỏ.",
    "bot.kcb.years": "{overview}",
    "bot.kcb.visits": "{list}",
    "bot.kcb.visit": "{detail}",
    "bot.kcb.other_years": "Xem năm khác",
    "bot.kcb.identify": "Xác thực lại",
    # registration
    "bot.registration_form.intro": (
        "Tôi sẽ hỏi lần lượt 10 mục của tờ khai mẫu 01, mục nào sai tôi sẽ nói ngay. Ông/Bà có thể hỏi chen ngang, "
        "nhắn “sửa số điện thoại” để khai lại một mục, hoặc “dừng” để thôi."
    ),
    "bot.registration_form.numbered": "({number}/{total}) {question}",
    "bot.registration_form.ask.bhxh_code": "Mã số BHXH của Ông/Bà (10 chữ số, cũng là 10 số cuối của thẻ BHYT), ví dụ: 7934567890.",
    "bot.registration_form.ask.full_name": "Họ và tên đầy đủ, có dấu, ví dụ: Nguyễn Thị Hoa.",
    "bot.registration_form.ask.personal_id": "Số CCCD (12 số), CMND (9 số) hoặc hộ chiếu, ví dụ: 079090012345.",
    "bot.registration_form.ask.province": "Tỉnh, thành phố nơi Ông/Bà ở, ví dụ: TP. Hồ Chí Minh.",
    "bot.registration_form.ask.district": "Quận, huyện, ví dụ: Quận 5.",
    "bot.registration_form.ask.commune": "Phường, xã, ví dụ: Phường 11.",
    "bot.registration_form.ask.street": "Số nhà, tên đường, tổ/xóm, khu phố/thôn, ví dụ: 12 Trần Hưng Đạo, khu phố 3.",
    "bot.registration_form.ask.phone": "Số điện thoại di động để nhận kết quả, ví dụ: 0903 123 456.",
    "bot.registration_form.ask.email": "Địa chỉ email (không bắt buộc), ví dụ: thuha1985@gmail.com. Không có thì Ông/Bà chọn “Bỏ qua”.",
    "bot.registration_form.ask.agency": "Cơ quan BHXH nơi Ông/Bà sẽ nộp tờ khai, ví dụ: BHXH Quận 5.",
    "bot.registration_form.ask.agency_suggested": (
        "Cơ quan BHXH nơi Ông/Bà sẽ nộp tờ khai. Theo địa chỉ đã khai là {agency}: Ông/Bà bấm nút bên dưới, hoặc ghi tên cơ quan khác."
    ),
    "bot.registration_form.ask.correction": "Ông/Bà muốn sửa mục nào?",
    "bot.registration_form.explain.bhxh_code": (
        "Mã số BHXH in trên bìa sổ BHXH và là 10 chữ số cuối của số thẻ BHYT, ví dụ: 7934567890. Ông/Bà có thể nhập cả số thẻ 15 ký tự."
    ),
    "bot.registration_form.explain.full_name": "Họ tên ghi đúng như trên CCCD: đủ họ, chữ đệm và tên, có dấu, không có số, ví dụ: Nguyễn Thị Hoa.",
    "bot.registration_form.explain.personal_id": (
        "Số này in ở mặt trước giấy tờ: CCCD có 12 chữ số (ví dụ: 079090012345), CMND có 9 chữ số, hộ chiếu Việt Nam gồm 1 chữ cái và 7 chữ số. "
        "Ông/Bà nhập một trong ba loại."
    ),
    "bot.registration_form.explain.province": "Tên tỉnh, thành phố theo địa giới trước ngày 01/7/2025, ví dụ: Bình Định, Hà Nội, TPHCM.",
    "bot.registration_form.explain.district": "Tên quận, huyện, thị xã thuộc tỉnh vừa chọn, theo địa giới trước ngày 01/7/2025, như trong sổ hộ khẩu cũ, ví dụ: Quận 5, huyện Tuy Phước.",
    "bot.registration_form.explain.commune": "Tên phường, xã, thị trấn, ví dụ: Phường 11, xã Phước Sơn.",
    "bot.registration_form.explain.street": "Ghi đủ để bưu tá tìm được: số nhà và tên đường, hoặc tổ, xóm, thôn, ví dụ: 12 Trần Hưng Đạo, hoặc thôn Kỳ Sơn.",
    "bot.registration_form.explain.phone": (
        "Số di động Việt Nam có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09, ví dụ: 0903 123 456. Kết quả và mật khẩu sẽ gửi tới số này."
    ),
    "bot.registration_form.explain.email": "Email không bắt buộc: Ông/Bà có thể chọn “Bỏ qua”.",
    "bot.registration_form.explain.agency": "Ghi tên hoặc mã cơ quan BHXH cấp huyện, ví dụ: BHXH Quận 5 hoặc 07915.",
    "bot.registration_form.label.bhxh_code": "mã số BHXH",
    "bot.registration_form.label.full_name": "họ tên",
    "bot.registration_form.label.personal_id": "số giấy tờ tùy thân",
    "bot.registration_form.label.province": "tỉnh/thành phố",
    "bot.registration_form.label.district": "quận/huyện",
    "bot.registration_form.label.commune": "phường/xã",
    "bot.registration_form.label.street": "số nhà, tên đường",
    "bot.registration_form.label.phone": "số điện thoại",
    "bot.registration_form.label.email": "email",
    "bot.registration_form.label.agency": "cơ quan BHXH tiếp nhận",
    "bot.registration_form.why": (
        "Đây là các mục của tờ khai mẫu 01, chỉ dùng để lập hồ sơ gửi cơ quan BHXH mà Ông/Bà chọn; "
        "chưa nộp thì có thể dừng và xóa bất cứ lúc nào."
    ),
    "bot.registration_form.noted": "Tôi đã ghi: {fields}.",
    "bot.registration_form.skip": "Bỏ qua",
    "bot.registration_form.agree": "Đồng ý, nộp tờ khai",
    "bot.registration_form.change": "Sửa",
    "bot.registration_form.not_yet": "Mục {field} tôi sẽ hỏi ở bước sau.",
    "bot.registration_form.changed": "Tôi đã sửa mục {field}.",
    "bot.registration_form.places_again": "Vì địa chỉ đã đổi, tôi xin hỏi lại: {fields}.",
    "bot.registration_form.expired": "Một phần tờ khai đã hết thời gian lưu, tôi xin hỏi lại mục còn thiếu.",
    "bot.registration_form.losses": "Các mục đã khai sẽ bị xóa: {fields}.",
    "bot.registration_form.summary": "Ông/Bà xem lại tờ khai:\n{summary}\nThông tin đã đúng chưa?",
    "bot.registration_form.submitted": (
        "Tờ khai đã được ghi nhận, số hồ sơ: {number}. Cơ quan tiếp nhận: {agency}.\n"
        "Ông/Bà in, ký tờ khai và mang CCCD/CMND/hộ chiếu đến cơ quan này trong 10 ngày, chậm nhất ngày {deadline}; "
        "quá hạn tờ khai sẽ tự xóa.\n"
        "Tờ khai (PDF): {declaration_link}\n"
        "Gửi ảnh chân dung và ảnh hai mặt giấy tờ: {photo_link}"
    ),
}
