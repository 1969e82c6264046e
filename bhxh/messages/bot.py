"""What the assistant says: answers, suggestions, small talk. The forms' texts stand in bot_forms."""

VI = {
    "bot.hotline": "{hotline}",
    # answers
    "bot.faq.source": "Nguồn: {source} (thông tin đến tháng {month}/{year}).",
    "bot.faq.validity": "Lưu ý: {validity}.",
    "bot.faq.checked.partly": (
        "Nội dung này mới đối chiếu được một phần với văn bản, Ông/Bà vui lòng đối chiếu với cơ quan BHXH "
        "hoặc gọi tổng đài {hotline}."
    ),
    "bot.faq.checked.no": (
        "Nội dung này chưa được đối chiếu với văn bản, chỉ để tham khảo. "
        "Ông/Bà vui lòng đối chiếu với cơ quan BHXH hoặc gọi tổng đài {hotline}."
    ),
    "bot.faq.here": "{title} ngay tại đây",
    "bot.faq.group": "{code} là mã đối tượng: {meaning}.",
    "bot.faq.group_unverified": (
        "Mã đối tượng {code} có trong danh mục nhưng trợ lý chưa đối chiếu được ý nghĩa; "
        "Ông/Bà vui lòng gọi tổng đài {hotline} để biết chắc."
    ),
    # not understood
    "bot.fallback.suggest": "Tôi chưa hiểu rõ câu hỏi. Có phải Ông/Bà muốn hỏi một trong các câu sau?",
    "bot.fallback.menu": "Tôi chưa hiểu câu hỏi này. Ông/Bà có thể chọn một việc dưới đây hoặc hỏi lại bằng câu khác.",
    "bot.fallback.again": (
        "Xin lỗi Ông/Bà, tôi vẫn chưa hiểu. Ông/Bà vui lòng gọi tổng đài {hotline} để được nhân viên trả lời trực tiếp, "
        "hoặc hỏi ngắn gọn hơn, ví dụ: mất thẻ BHYT thì làm thế nào."
    ),
    # small talk
    "bot.greet": (
        "Xin chào Ông/Bà! Tôi là trợ lý của Bảo hiểm xã hội Việt Nam. Tôi trả lời về BHXH, BHYT, VssID và giúp làm một số việc "
        "ngay tại đây. Ông/Bà cần hỏi gì?"
    ),
    "bot.thanks": "Rất vui được giúp Ông/Bà. Ông/Bà cần hỏi thêm gì không?",
    "bot.goodbye": "Cảm ơn Ông/Bà đã liên hệ. Khi cần, Ông/Bà cứ nhắn lại hoặc gọi tổng đài {hotline}.",
    "bot.affirm": "Vâng. Ông/Bà muốn tôi giúp việc gì?",
    "bot.deny": "Vâng. Khi cần, Ông/Bà cứ hỏi hoặc chọn một việc dưới đây.",
    "bot.cancel": "Hiện không có việc nào đang làm dở. Ông/Bà có thể chọn một việc dưới đây.",
    "bot.menu_help": (
        "Tôi là trợ lý tự động của BHXH Việt Nam. Tôi có thể:\n"
        "- trả lời về mã số BHXH, thẻ BHYT, VssID, các chế độ BHXH, BHTN, kèm nguồn văn bản;\n"
        "- tìm mã số BHXH trong số thẻ BHYT;\n"
        "- cùng Ông/Bà khai tờ khai đăng ký tài khoản (mẫu 01);\n"
        "- tra tình trạng hồ sơ và lịch sử khám chữa bệnh sau khi xác thực mã OTP.\n"
        "Trong lúc khai, Ông/Bà có thể hỏi chen ngang, nhắn “sửa …”, “dừng” hoặc “làm lại từ đầu”."
    ),
    "bot.provide_value": "Tôi đã nhận được thông tin này. Ông/Bà muốn dùng nó để làm gì?",
    "bot.provide_otp": (
        "Hiện không có mã OTP nào đang chờ xác nhận. Để bảo mật, Ông/Bà không gửi mã OTP cho bất kỳ ai. "
        "Ông/Bà muốn làm việc gì?"
    ),
    "bot.correct_field": "Hiện không có tờ khai nào đang khai để sửa. Ông/Bà muốn làm việc gì?",
    "bot.skip_field": "Hiện không có mục nào đang hỏi để bỏ qua. Ông/Bà muốn làm việc gì?",
    "bot.start_over": "Tôi đã xóa phần đang làm dở, ta bắt đầu lại từ đầu. Ông/Bà cần giúp việc gì?",
    # trouble
    "bot.unavailable": (
        "Hệ thống tra cứu đang tạm gián đoạn nên tôi chưa làm được bước này. Thông tin Ông/Bà đã khai vẫn được giữ. "
        "Ông/Bà vui lòng thử lại sau ít phút hoặc gọi tổng đài {hotline}."
    ),
    "bot.failed": (
        "Xin lỗi Ông/Bà, tôi gặp lỗi khi xử lý nên chưa trả lời được. Ông/Bà vui lòng nhắn lại, "
        "hoặc gọi tổng đài {hotline} nếu vẫn không được."
    ),
    "bot.agent.title": "Gặp nhân viên",
}
