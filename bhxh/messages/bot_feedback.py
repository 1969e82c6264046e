"""The conversation that takes a feedback."""

VI = {
    "bot.feedback_form.ask.feedback_subject": "Ông/Bà muốn phản ánh việc gì?",
    "bot.feedback_form.ask.feedback_province": (
        "BHXH tỉnh, thành phố nào tiếp nhận phản ánh? Nơi Ông/Bà chọn chịu trách nhiệm giải quyết, ví dụ: TP. Hồ Chí Minh."
    ),
    "bot.feedback_form.ask.feedback_text": (
        "Ông/Bà kể lại sự việc trong một tin: việc gì, ở đâu, khi nào. Không gửi mật khẩu hoặc mã OTP."
    ),
    "bot.feedback_form.noted": "Tôi đã ghi lời Ông/Bà vừa kể làm nội dung phản ánh; trước khi gửi, Ông/Bà xem lại và viết lại được.",
    "bot.feedback_form.ask.feedback_phone": (
        "Số điện thoại di động của Ông/Bà? Kết quả được báo bằng tin nhắn tới số này, ví dụ: 0934567890."
    ),
    "bot.feedback_form.explain.feedback_province": (
        "Ông/Bà nhập tên tỉnh theo địa giới trước ngày 01/7/2025, ví dụ: Bình Định. Nếu không rõ, Ông/Bà nhập nơi đang sống."
    ),
    "bot.feedback_form.explain.feedback_text": "Ông/Bà kể việc gì, ở đâu, ngày nào, ví dụ: Ngày 12/10 tôi đến Bệnh viện Nguyễn Trãi, nơi này không nhận thẻ BHYT trên VssID.",
    "bot.feedback_form.explain.feedback_phone": "Số di động có 10 chữ số, ví dụ: 0934567890.",
    "bot.feedback_form.why": (
        "Số điện thoại chỉ dùng để báo kết quả và để Ông/Bà xem lại phản ánh. Nội dung được mã hóa, chỉ cán bộ xử lý được xem."
    ),
    "bot.feedback_form.losses": "Nội dung phản ánh vừa nhập sẽ bị bỏ.",
    "bot.feedback_form.summary": (
        "Ông/Bà kiểm tra lại trước khi gửi:\n• Việc: {subject}\n• Nơi tiếp nhận: {province}\n• Nội dung: {words}\n• Điện thoại: {phone}\n"
        "Gửi phản ánh này?"
    ),
    "bot.feedback_form.agree": "Gửi phản ánh",
    "bot.feedback_form.change": "Viết lại nội dung",
    "bot.feedback_form.status": (
        "Ông/Bà xem phản ánh đã gửi được giải quyết tới đâu tại trang Phản ánh: {link}\n"
        "Tại đó Ông/Bà nhập số phản ánh trong tin nhắn xác nhận (ví dụ: PA-079-7K4Q-9M2X) và số điện thoại đã khai khi gửi.\n"
        "Nếu không còn số phản ánh, Ông/Bà gọi tổng đài {hotline}. Để gửi một phản ánh mới, Ông/Bà bấm nút dưới đây."
    ),
    "bot.feedback_form.submitted": (
        "Đã gửi phản ánh. Số phản ánh của Ông/Bà là {number}, sẽ được trả lời trước {deadline}.\n"
        "Xem kết quả và gửi thêm ảnh tại: {link}\n"
        "Ông/Bà cũng xem được bằng số phản ánh và số điện thoại trên trang Phản ánh."
    ),
}
