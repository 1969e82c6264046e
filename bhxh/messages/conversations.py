"""What conversations say by themselves: when the engine is slow or silent, about limits, identity and wrong requests."""

VI = {
    "chat.late": (
        "Xin lỗi Ông/Bà, hệ thống đang trả lời chậm hơn thường lệ. Câu trả lời sẽ hiện ra ngay khi có; "
        "nếu cần gấp, Ông/Bà vui lòng gọi tổng đài {hotline}."
    ),
    "chat.gave_up": (
        "Rất tiếc, câu hỏi vừa rồi chưa được trả lời vì hệ thống gặp trục trặc. Ông/Bà vui lòng gửi lại sau ít phút "
        "hoặc gọi tổng đài {hotline}."
    ),
    "chat.no_answer": (
        "Xin lỗi, tôi chưa có câu trả lời cho nội dung này. Ông/Bà thử hỏi bằng câu khác, ví dụ “Tra mã số BHXH trên thẻ BHYT”, "
        "gõ “menu” để xem những việc tôi làm được, hoặc gọi tổng đài {hotline}."
    ),
    "chat.restarted": "Đã bắt đầu lại từ đầu. Những thông tin Ông/Bà nhập dở trước đó không còn được dùng nữa.",
    "chat.with_bot_again": "Trợ lý tự động trả lời Ông/Bà từ đây. Ông/Bà có thể hỏi tiếp, hoặc nhắn “gặp nhân viên” khi cần.",
    "chat.resolved": (
        "Nhân viên đã kết thúc cuộc trao đổi này. Cảm ơn Ông/Bà. Nếu còn câu hỏi, Ông/Bà cứ nhắn tiếp, trợ lý tự động sẽ trả lời."
    ),
    "chat.unknown_conversation": (
        "Cuộc trò chuyện này không có hoặc đã kết thúc. Ông/Bà vui lòng bắt đầu cuộc mới (để trống conversation_id)."
    ),
    "chat.unknown_payload": (
        "Nút này không còn dùng được. Ông/Bà vui lòng bấm một nút trong câu trả lời mới nhất hoặc nhập nội dung bằng chữ."
    ),
    "chat.not_a_reply": "Không có câu trả lời này trong cuộc trò chuyện. Ông/Bà vui lòng đánh giá câu trả lời mới nhất.",
    "chat.text.missing": "Ông/Bà chưa nhập nội dung. Ví dụ: “Thẻ BHYT hết hạn thì làm sao?”.",
    "chat.text.too_long": "Nội dung dài {length} ký tự, nhiều nhất được {limit} ký tự. Ông/Bà vui lòng viết ngắn lại.",
    "chat.too_many": "Ông/Bà gửi hơi nhanh. Xin chờ {seconds} giây rồi gửi lại.",
    "channels.choose": "Ông/Bà nhắn số để chọn:",
    "chat.too_many_streams": "Cuộc trò chuyện này đang mở ở quá nhiều cửa sổ. Ông/Bà vui lòng đóng bớt rồi thử lại.",
    "internal.not_a_day": "Tôi chưa đọc được ngày trong câu hỏi. Ông/Bà ghi giúp theo mẫu ngày/tháng/năm, ví dụ 01/7/2025.",
    "internal.handle_unknown": "Giá trị vừa nhập không còn hiệu lực. Ông/Bà vui lòng nhập lại.",
    "internal.turn_not_running": "Lượt trò chuyện này không còn chạy.",
    "internal.nothing_found": "Không tìm thấy lượt khám chữa bệnh này. Ông/Bà vui lòng chọn lại từ danh sách.",
    "lookup.new_card": (
        "• Thẻ cấp từ 01/4/2021 chỉ in 10 chữ số, đó chính là mã số BHXH (Quyết định 1666/QĐ-BHXH). "
        "Mức hưởng được in thành ký hiệu riêng trên thẻ."
    ),
    "lookup.card_line": "• {label}: {value}",
}
