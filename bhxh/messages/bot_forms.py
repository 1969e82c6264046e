"""What the assistant says in conversations with a form: questions, explanations, corrections, results."""

_OWN_RECORDS = {
    "explain.kcb_code": (
        "Mã số BHXH là 10 chữ số cuối của số thẻ BHYT, cũng in trên bìa sổ BHXH, ví dụ: 7934567890. "
        "Không nhớ mã số thì Ông/Bà nhập số căn cước 12 chữ số. Mã OTP chỉ gửi tới số điện thoại đã đăng ký với cơ quan BHXH."
    ),
    "explain.otp": (
        "Mã OTP là 6 chữ số, ví dụ: 123456, nằm trong tin nhắn SMS mới nhất gửi tới số điện thoại đã đăng ký. Nếu chưa nhận được, Ông/Bà chọn “Gửi lại mã”."
    ),
    "why": (
        "Đây là thông tin riêng của mỗi người, nên tôi gửi mã OTP tới số điện thoại đã đăng ký để chắc chắn đúng là Ông/Bà. "
        "Ông/Bà chỉ nhập mã trong khung này, không đọc cho bất kỳ ai gọi điện tới."
    ),
    "losses": "Phần xác thực đang làm sẽ bị bỏ.",
}

_FIND_PLACE = {
    "explain.place": (
        "Ghi tên quận, huyện kèm tỉnh (ví dụ: quận 5 TPHCM, huyện Tuy Phước Bình Định), hoặc tên nơi cần tìm (ví dụ: bệnh viện Nguyễn Trãi)."
    ),
    "why": "Tôi chỉ cần biết nơi Ông/Bà muốn tìm để đưa ra đúng địa chỉ; tôi không lưu nơi ở của Ông/Bà.",
    "losses": "Nơi vừa hỏi sẽ không được giữ lại.",
}

VI = {
    **{
        f"bot.{form}.{key}": said
        for form in ("find_agency_form", "find_facility_form", "find_collection_point_form", "find_employer_form")
        for key, said in _FIND_PLACE.items()
    },
    **{
        f"bot.{form}.{key}": said
        for form in ("card_form", "participation_form", "benefits_form", "forgot_password_form", "change_phone_form")
        for key, said in _OWN_RECORDS.items()
    },
    # every form
    "bot.form.back": "Mời Ông/Bà tiếp tục phần đang làm: {title}.",
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
    # code by person
    "bot.lookup_person_form.ask.person_name": "Ông/Bà cho biết họ và tên đầy đủ của người cần tra, ví dụ: Nguyễn Văn An.",
    "bot.lookup_person_form.ask.person_province": "Người đó tham gia BHXH, BHYT ở tỉnh, thành phố nào? Ví dụ: TP. Hồ Chí Minh.",
    "bot.lookup_person_form.ask.person_proof": (
        "Ông/Bà cho biết thêm một trong ba: số CCCD/CMND, ngày sinh (ví dụ: 12/03/1985) hoặc mã số BHXH đang có."
    ),
    "bot.lookup_person_form.explain.person_name": "Họ tên viết như trên giấy tờ, có dấu hoặc không dấu hoàn toàn, ví dụ: Nguyễn Văn An.",
    "bot.lookup_person_form.explain.person_province": (
        "Đó là tỉnh, thành phố nơi đóng BHXH hoặc nơi được cấp thẻ BHYT, ví dụ: Bình Định."
    ),
    "bot.lookup_person_form.explain.person_proof": (
        "Số CCCD có 12 chữ số, ví dụ: 079090012345; ngày sinh ghi ngày/tháng/năm, ví dụ: 12/03/1985."
    ),
    "bot.lookup_person_form.why": (
        "Tôi cần các thông tin này để tìm đúng một người. Mã số chỉ được nhắn tới số điện thoại người đó đã đăng ký với cơ quan BHXH, "
        "không hiện ở đây, nên người khác hỏi cũng không biết được."
    ),
    "bot.lookup_person_form.losses": "Thông tin vừa nhập sẽ không được giữ lại.",
    "bot.lookup_person_form.sent": (
        "Tôi đã nhận yêu cầu. Nếu thông tin khớp với một người và người đó có số điện thoại đã đăng ký với cơ quan BHXH, "
        "mã số sẽ được nhắn tới số đó trong vài phút. Vì lý do bảo mật, tôi không cho biết thông tin có khớp hay không. "
        "Nếu không nhận được tin nhắn, Ông/Bà vui lòng liên hệ cơ quan BHXH hoặc tổng đài {hotline}."
    ),
    "lookup.chat.province": "Tôi không tìm thấy tỉnh, thành phố này. Ông/Bà ghi tên tỉnh, ví dụ: Bình Định.",
    # the directory
    "bot.find_place.ask.place": "Ông/Bà tìm ở đâu? Ghi quận, huyện và tỉnh, hoặc tên nơi cần tìm, ví dụ: quận 5 TPHCM.",
    "bot.find_place.ask.district": "Có nhiều kết quả trong tỉnh này. Ông/Bà ở quận, huyện nào? Nếu không biết, nhắn “không biết”.",
    "bot.places.nothing": (
        "Tôi không tìm thấy nơi nào khớp. Ông/Bà thử viết tên khác hoặc chỉ ghi quận, huyện; "
        "hoặc xem mục Tra cứu trên trang này, gọi tổng đài {hotline}."
    ),
    "bot.places.nearest": "Không có kết quả khớp mọi từ; đây là những nơi gần đúng nhất:",
    "bot.places.more": "Còn các kết quả khác; Ông/Bà hỏi lại kèm quận, huyện hoặc tên để thu hẹp.",
    "bot.places.phone": "điện thoại {phone}",
    "bot.places.demo": "dữ liệu minh họa",
    "bot.places.map": "Bản đồ và đường đi: {link}",
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
        "Không nhớ mã số thì Ông/Bà nhập số căn cước 12 chữ số. Mã OTP chỉ gửi tới số điện thoại đã đăng ký với cơ quan BHXH."
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
    # a person's own records
    "bot.card_form.ask.kcb_code": (
        "Để xem hạn thẻ BHYT và quyền lợi, tôi cần xác nhận Ông/Bà qua mã OTP. "
        "Ông/Bà cho biết mã số BHXH (10 chữ số) hoặc số thẻ BHYT, ví dụ: 7934567890."
    ),
    "bot.participation_form.ask.kcb_code": (
        "Để xem quá trình tham gia, tôi cần xác nhận Ông/Bà qua mã OTP. "
        "Ông/Bà cho biết mã số BHXH (10 chữ số) hoặc số thẻ BHYT, ví dụ: 7934567890."
    ),
    "bot.benefits_form.ask.kcb_code": (
        "Để xem các chế độ đã hưởng, tôi cần xác nhận Ông/Bà qua mã OTP. "
        "Ông/Bà cho biết mã số BHXH (10 chữ số) hoặc số thẻ BHYT, ví dụ: 7934567890."
    ),
    # the account
    "bot.change_password.where": (
        "Ông/Bà đổi tại trang này sau khi đăng nhập: {link}\n"
        "Xin không gõ mật khẩu vào khung trò chuyện. Nếu không nhớ mật khẩu hiện tại, Ông/Bà chọn nút bên dưới."
    ),
    "bot.forgot_password_form.ask.kcb_code": (
        "Để đặt lại mật khẩu, tôi cần xác nhận Ông/Bà qua mã OTP gửi tới số điện thoại đã đăng ký. "
        "Ông/Bà cho biết mã số BHXH (10 chữ số) hoặc số thẻ BHYT, ví dụ: 7934567890."
    ),
    "bot.forgot_password_form.link": (
        "Ông/Bà đặt mật khẩu mới tại trang này trong {minutes} phút: {link}\n"
        "Liên kết chỉ dùng được một lần và chỉ dành cho Ông/Bà. Xin không gõ mật khẩu vào khung trò chuyện."
    ),
    "bot.change_phone_form.ask.kcb_code": (
        "Để đổi số điện thoại, tôi gửi mã OTP tới số đang đăng ký. Ông/Bà cho biết mã số BHXH (10 chữ số) hoặc số thẻ BHYT, "
        "ví dụ: 7934567890. Không còn dùng số cũ thì Ông/Bà ghi “mất số cũ”."
    ),
    "bot.change_phone_form.ask.new_phone": "Ông/Bà cho biết số điện thoại di động mới, ví dụ: 0903 123 456.",
    "bot.change_phone_form.explain.new_phone": "Số di động Việt Nam có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09, ví dụ: 0903 123 456.",
    "bot.change_phone_form.asked": (
        "Tôi đã ghi nhận yêu cầu đổi số điện thoại, số hồ sơ {number}. Cán bộ BHXH đối chiếu rồi xác nhận; kết quả gửi bằng tin nhắn. "
        "Trong khi chờ, mã xác thực vẫn gửi tới số cũ, và số cũ đã nhận một tin báo về yêu cầu này."
    ),
    "bot.change_phone_form.lost": (
        "Không còn dùng số cũ thì không xác thực được qua tin nhắn. Ông/Bà mang CCCD, CMND hoặc hộ chiếu đến cơ quan BHXH "
        "để cán bộ đối chiếu và đổi số. Số cũ vẫn nhận tin cảnh báo, để không ai đổi thay Ông/Bà."
    ),
    "bot.participation.all": "Xem toàn bộ quá trình",
    "bot.benefits.all": "Xem tất cả chế độ",
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
