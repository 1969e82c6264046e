"""What the assistant says while a parent or guardian registers a child."""

VI = {
    "bot.child_form.ask.kcb_code": (
        "Trước hết tôi xác nhận cha, mẹ hoặc người giám hộ qua mã OTP. "
        "Ông/Bà cho biết mã số BHXH (10 chữ số) hoặc số thẻ BHYT của chính Ông/Bà, ví dụ: 7934567890."
    ),
    "bot.child_form.explain.kcb_code": (
        "Đây là mã số BHXH của cha, mẹ hoặc người giám hộ, là 10 chữ số cuối của số thẻ BHYT, ví dụ: 7934567890. "
        "Mã số của con tôi sẽ hỏi sau. Mã OTP chỉ gửi tới số điện thoại đã đăng ký với cơ quan BHXH."
    ),
    "bot.child_form.explain.otp": (
        "Mã OTP là 6 chữ số, ví dụ: 123456, nằm trong tin nhắn SMS mới nhất gửi tới số điện thoại đã đăng ký. Nếu chưa nhận được, Ông/Bà chọn “Gửi lại mã”."
    ),
    "bot.child_form.why": (
        "Tài khoản của con gắn với cha, mẹ hoặc người giám hộ, nên tôi gửi mã OTP tới số điện thoại đã đăng ký để chắc chắn đúng là Ông/Bà. "
        "Thông tin của con chỉ dùng để lập hồ sơ gửi cơ quan BHXH mà Ông/Bà chọn."
    ),
    "bot.child_form.losses": "Thông tin của con vừa khai sẽ bị xóa.",
    "bot.child_form.grown_up": (
        "Con đã {age} tuổi nên tự đăng ký bằng CCCD của mình, tại trang Đăng ký tài khoản (/dang-ky) hoặc ngay tại đây. "
        "Cách đăng ký qua cha mẹ chỉ dành cho con dưới 18 tuổi chưa có CCCD."
    ),
    "bot.child_form.intro": "Tôi hỏi 4 mục về con, rồi gửi liên kết để Ông/Bà tải ảnh giấy khai sinh.",
    "bot.child_form.intro_age": "Tôi đã ghi con {age} tuổi. Tôi hỏi 4 mục về con, rồi gửi liên kết để Ông/Bà tải ảnh giấy khai sinh.",
    "bot.child_form.ask.child_code": "Mã số BHXH của con (10 số cuối trên thẻ BHYT của con), ví dụ: 7934567890.",
    "bot.child_form.ask.child_name": "Họ và tên con, đầy đủ, có dấu, ví dụ: Nguyễn Bảo Châu.",
    "bot.child_form.ask.child_birth": "Ngày sinh của con, ví dụ: 02/03/2016.",
    "bot.child_form.ask.child_birth_age": "Con {age} tuổi; Ông/Bà cho biết ngày sinh đầy đủ của con, ví dụ: 02/03/2016.",
    "bot.child_form.ask.child_place": (
        "Cơ quan BHXH tiếp nhận: Ông/Bà cho biết quận, huyện (theo địa giới trước 01/7/2025) và tỉnh, thành phố, ví dụ: Quận 5, TP. Hồ Chí Minh."
    ),
    "bot.child_form.ask.child_correction": "Ông/Bà muốn sửa mục nào?",
    "bot.child_form.explain.child_code": (
        "Mã số BHXH của con là 10 chữ số cuối trên thẻ BHYT của con, nhà trường cũng có, ví dụ: 7934567890. Ông/Bà có thể nhập cả số thẻ 15 ký tự."
    ),
    "bot.child_form.explain.child_name": "Ghi đúng như trên giấy khai sinh: đủ họ, chữ đệm và tên, có dấu, ví dụ: Nguyễn Bảo Châu.",
    "bot.child_form.explain.child_birth": "Ngày, tháng, năm sinh trên giấy khai sinh, ví dụ: 02/03/2016. Con phải dưới 18 tuổi.",
    "bot.child_form.explain.child_place": (
        "Cơ quan BHXH quận, huyện nơi gia đình ở sẽ xét hồ sơ. Ghi quận, huyện và tỉnh, thành phố, ví dụ: Quận 5, TP. Hồ Chí Minh, "
        "hoặc mã cơ quan, ví dụ: 07915."
    ),
    "bot.child_form.label.child_code": "mã số BHXH của con",
    "bot.child_form.label.child_name": "họ tên con",
    "bot.child_form.label.child_birth": "ngày sinh của con",
    "bot.child_form.label.child_place": "cơ quan BHXH tiếp nhận",
    "bot.child_form.button.child_code": "Mã số BHXH của con",
    "bot.child_form.button.child_name": "Họ tên con",
    "bot.child_form.button.child_birth": "Ngày sinh của con",
    "bot.child_form.button.child_place": "Cơ quan BHXH tiếp nhận",
    "bot.child_form.other_age": "Lúc đầu Ông/Bà nói con {said} tuổi, theo ngày sinh này con {age} tuổi. Tôi ghi theo ngày sinh; nếu nhầm, Ông/Bà nhắn “sửa ngày sinh”.",
    "bot.child_form.agency": "Cơ quan tiếp nhận: {agency}.",
    "bot.child_form.agree": "Đồng ý, gửi hồ sơ",
    "bot.child_form.summary": (
        "Ông/Bà xem lại hồ sơ của con:\n{summary}\nÔng/Bà cam kết là cha, mẹ hoặc người giám hộ và đồng ý gửi?"
    ),
    "bot.child_form.submitted": (
        "Hồ sơ của con đã được ghi nhận, số hồ sơ: {number}. Cơ quan tiếp nhận: {agency}.\n"
        "Việc còn lại: gửi ảnh giấy khai sinh chậm nhất ngày {deadline}, quá hạn hồ sơ sẽ tự xóa: {photo_link}\n"
        "Khi hồ sơ được duyệt, mã số và mật khẩu của con được nhắn đến số điện thoại của Ông/Bà; con đăng nhập bằng tài khoản riêng."
    ),
}
