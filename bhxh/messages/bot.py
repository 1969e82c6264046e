"""What the assistant says: answers, suggestions, small talk. The forms' texts stand in bot_forms."""

VI = {
    "bot.hotline": "{hotline}",
    # answers
    "bot.faq.source": "Nguồn: {source} (thông tin đến tháng {month}/{year}).",
    "bot.faq.validity": "Lưu ý: {validity}.",
    "bot.faq.expired": (
        "Nội dung này chỉ chắc đúng đến hết ngày {date} và đang được cập nhật. "
        "Ông/Bà vui lòng hỏi lại cơ quan BHXH hoặc gọi tổng đài {hotline} trước khi làm theo."
    ),
    "bot.faq.checked.partly": (
        "Nội dung này mới đối chiếu được một phần với văn bản, Ông/Bà vui lòng đối chiếu với cơ quan BHXH "
        "hoặc gọi tổng đài {hotline}."
    ),
    "bot.faq.checked.no": (
        "Nội dung này chưa được đối chiếu với văn bản, chỉ để tham khảo. "
        "Ông/Bà vui lòng đối chiếu với cơ quan BHXH hoặc gọi tổng đài {hotline}."
    ),
    "bot.faq.here": "{title} ngay tại đây",
    "bot.faq.also": "Có phải Ông/Bà muốn hỏi thêm:",
    "bot.faq.group": "{code} là mã đối tượng: {meaning}.",
    "bot.faq.group_unverified": (
        "Mã đối tượng {code} có trong danh mục nhưng trợ lý chưa đối chiếu được ý nghĩa; "
        "Ông/Bà vui lòng gọi tổng đài {hotline} để biết chắc."
    ),
    "bot.faq.province_merged": "{name} từ 01/7/2025 thuộc {now}; mã tỉnh {code} trên thẻ BHYT đã cấp vẫn giữ nguyên.",
    "bot.faq.province_kept": "{name} vẫn giữ tên sau ngày 01/7/2025; mã tỉnh {code} trên thẻ BHYT đã cấp vẫn giữ nguyên.",
    # not understood
    "bot.fallback.suggest": "Tôi chưa hiểu rõ câu hỏi. Có phải Ông/Bà muốn hỏi một trong các câu sau?",
    "bot.fallback.menu": "Tôi chưa hiểu câu hỏi này. Ông/Bà có thể chọn một việc dưới đây hoặc hỏi lại bằng câu khác.",
    "bot.fallback.not_ours": (
        "Nội dung này nằm ngoài phần việc của tôi: tôi chỉ trả lời về BHXH, BHYT, BHTN và VssID. "
        "Ông/Bà có thể chọn một việc dưới đây hoặc hỏi câu khác."
    ),
    "bot.fallback.in_form": "Tôi chưa hiểu câu này.",
    "bot.fallback.not_ours.in_form": "Nội dung này nằm ngoài phần việc của tôi: tôi chỉ trả lời về BHXH, BHYT, BHTN và VssID.",
    "bot.fallback.again": (
        "Xin lỗi Ông/Bà, tôi vẫn chưa hiểu. Ông/Bà vui lòng gọi tổng đài {hotline} để được nhân viên trả lời trực tiếp, "
        "hoặc hỏi ngắn gọn hơn, ví dụ: mất thẻ BHYT thì làm thế nào."
    ),
    # explained by the turn before
    "bot.follow_up.answer": "Với {person}: {answer}",
    "bot.follow_up.same": "Với {person} cũng như vậy: {answer}",
    "bot.follow_up.in_full": "Xem lại câu trả lời đầy đủ",
    "bot.follow_up.choose": "Với {person} thì tùy trường hợp. Ông/Bà muốn hỏi câu nào?",
    "bot.follow_up.unsure": (
        "Tôi hiểu Ông/Bà đang hỏi tiếp về “{question}”, lần này cho {person}, nhưng tôi chưa có câu trả lời riêng. "
        "Ông/Bà chọn một câu dưới đây hoặc gặp nhân viên."
    ),
    "bot.follow_up.what": "Ông/Bà muốn hỏi việc gì cho {person}? Ông/Bà chọn một câu dưới đây hoặc hỏi đủ ý hơn.",
    "bot.go_back.again": "Xin trở lại phần trước.\n{text}",
    "bot.go_back.nothing": "Trước đó chưa có phần nào để quay lại. Ông/Bà có thể chọn một việc dưới đây.",
    "bot.not_that": "Xin lỗi, tôi đã hiểu chưa đúng ý Ông/Bà. Có phải Ông/Bà muốn hỏi một trong các câu sau?",
    "bot.affirm.which": "Ông/Bà chọn một câu dưới đây, hoặc nhắn số thứ tự của câu đó.",
    # not ours, told by words
    "bot.emergency": (
        "Nếu có người đang nguy hiểm đến tính mạng, Ông/Bà gọi ngay cấp cứu 115 hoặc đưa đến bệnh viện gần nhất. "
        "Tôi là trợ lý tự động của BHXH, không gọi cấp cứu thay Ông/Bà được."
    ),
    "bot.medical_advice": (
        "Tôi không phải bác sĩ nên không tư vấn bệnh và thuốc được, mong Ông/Bà thông cảm. Ông/Bà nên hỏi bác sĩ hoặc trạm y tế gần nhất; "
        "nếu nguy cấp, gọi 115. Tôi giúp được Ông/Bà về quyền lợi BHYT khi đi khám."
    ),
    "bot.others_data": (
        "Tôi không cung cấp thông tin cá nhân của người khác. Theo quy định, chỉ chính người đó được xem, sau khi xác thực bằng mã OTP "
        "gửi tới số điện thoại họ đã đăng ký; cha mẹ, người giám hộ xem cho con bằng số điện thoại của mình."
    ),
    "bot.insult": (
        "Tôi xin lỗi nếu đã làm Ông/Bà không hài lòng. Ông/Bà cho biết việc cần giúp, hoặc gọi tổng đài {hotline} để nói chuyện với nhân viên."
    ),
    "bot.english": (
        "Sorry, I can only answer in Vietnamese. Please choose one of the services below (health insurance card, account, application status, "
        "medical history, talk to a person), or call the hotline {hotline}."
    ),
    "bot.loan": (
        "Cơ quan BHXH không cho vay tiền và không làm hồ sơ vay. Ông/Bà không nên đưa sổ BHXH, thẻ BHYT hay mật khẩu cho ai làm tin; "
        "ai mời vay và xưng là BHXH, Ông/Bà gọi tổng đài {hotline} để hỏi lại. Ông/Bà có thể chọn một việc dưới đây."
    ),
    "bot.manipulation": (
        "Tôi chỉ làm các việc của BHXH và không đổi cách làm việc theo yêu cầu trong tin nhắn. Ông/Bà có thể chọn một việc dưới đây."
    ),
    # small talk
    "bot.greet": (
        "Xin chào Ông/Bà! Tôi là trợ lý tự động của BHXH Việt Nam, trả lời câu hỏi về BHXH, BHYT, VssID và giúp tra mã số, đăng ký tài khoản, "
        "xem lịch sử khám chữa bệnh. Ông/Bà gõ câu hỏi hoặc chọn một việc dưới đây."
    ),
    "bot.greet.in_form": "Xin chào Ông/Bà!",
    "bot.thanks.in_form": "Rất vui được giúp Ông/Bà.",
    "bot.goodbye.in_form": "Cảm ơn Ông/Bà. Phần đang làm vẫn còn ở đây; muốn thôi hẳn, Ông/Bà nhắn “dừng”.",
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
    "bot.provide_value": "Tôi đã nhận được thông tin này và sẽ dùng cho việc Ông/Bà chọn tiếp theo. Ông/Bà muốn làm việc gì?",
    "bot.provide_otp": (
        "Hiện không có mã OTP nào đang chờ xác nhận. Để bảo mật, Ông/Bà không gửi mã OTP cho bất kỳ ai. "
        "Ông/Bà muốn làm việc gì?"
    ),
    "bot.correct_field": "Hiện không có tờ khai nào đang khai để sửa. Ông/Bà muốn làm việc gì?",
    "bot.skip_field": "Hiện không có mục nào đang hỏi để bỏ qua. Ông/Bà muốn làm việc gì?",
    "bot.start_over": "Tôi đã xóa phần đang làm dở, ta bắt đầu lại từ đầu. Ông/Bà cần giúp việc gì?",
    "bot.start_over.nothing": "Vâng, ta bắt đầu lại từ đầu. Ông/Bà cần giúp việc gì?",
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
