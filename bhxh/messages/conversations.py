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
    "chat.unknown_conversation": (
        "Cuộc trò chuyện này không có hoặc đã kết thúc. Ông/Bà vui lòng bắt đầu cuộc mới (để trống conversation_id)."
    ),
    "chat.unknown_payload": (
        "Nút này không còn dùng được. Ông/Bà vui lòng bấm một nút trong câu trả lời mới nhất hoặc nhập nội dung bằng chữ."
    ),
    "chat.text.missing": "Ông/Bà chưa nhập nội dung. Ví dụ: “Thẻ BHYT hết hạn thì làm sao?”.",
    "chat.text.too_long": "Nội dung dài {length} ký tự, nhiều nhất được {limit} ký tự. Ông/Bà vui lòng viết ngắn lại.",
    "chat.too_many": "Ông/Bà gửi hơi nhanh. Xin chờ {seconds} giây rồi gửi lại.",
    "chat.too_many_streams": "Cuộc trò chuyện này đang mở ở quá nhiều cửa sổ. Ông/Bà vui lòng đóng bớt rồi thử lại.",
    "identity.cannot_send": (
        "Chưa gửi được mã xác thực cho mã số này: có thể mã số chưa đúng, hoặc chưa có số điện thoại di động nào được "
        "đăng ký với cơ quan BHXH. Ông/Bà vui lòng kiểm tra lại mã số 10 chữ số, hoặc gọi tổng đài {hotline} để được hỗ trợ."
    ),
    "identity.cannot_send_dossier": (
        "Chưa gửi được mã xác thực cho số hồ sơ này. Ông/Bà vui lòng kiểm tra lại số hồ sơ ghi trong tin nhắn xác nhận, "
        "ví dụ {example}, hoặc gọi tổng đài {hotline}."
    ),
    "identity.too_many": (
        "Ông/Bà đã yêu cầu mã xác thực quá nhiều lần. Vui lòng thử lại sau {minutes} phút hoặc gọi tổng đài {hotline}."
    ),
    "identity.resend_wait": "Mã vừa được gửi. Ông/Bà vui lòng chờ {seconds} giây nữa rồi yêu cầu gửi lại.",
    "identity.sms_down": (
        "Hệ thống tin nhắn đang gián đoạn nên chưa gửi được mã xác thực. Ông/Bà vui lòng thử lại sau ít phút hoặc gọi "
        "tổng đài {hotline}."
    ),
    "identity.none_pending": "Hiện không có mã xác thực nào đang chờ nhập. Ông/Bà vui lòng yêu cầu tra cứu lại để nhận mã mới.",
    "identity.not_a_code": "Mã xác thực gồm 6 chữ số, ví dụ 123456. Ông/Bà vui lòng nhập lại.",
    "identity.wrong": "Mã xác thực chưa đúng. Ông/Bà còn {left} lần nhập.",
    "identity.expired": "Mã xác thực đã hết hạn hoặc đã được dùng.",
    "identity.locked": (
        "Mã xác thực đã bị khóa vì nhập sai quá nhiều lần. Ông/Bà cần mã mới, hoặc gọi tổng đài {hotline} để được giúp."
    ),
    "identity.needed": "Để xem thông tin này, Ông/Bà cần xác thực bằng mã OTP gửi tới số điện thoại đã đăng ký.",
    "identity.phone_tail": "số điện thoại có ba số cuối {tail}",
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
