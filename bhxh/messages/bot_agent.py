"""What the assistant says when somebody asks for a person."""

VI = {
    "bot.agent.at_the_desk": "Tôi đang ở cơ sở khám bệnh, gặp nhân viên ngay",
    "bot.agent.offer_at_once": "Nếu Ông/Bà đang ở cơ sở khám chữa bệnh và bị từ chối thẻ, Ông/Bà bấm nút dưới đây để được hỗ trợ trước. Nếu không, Ông/Bà trả lời câu hỏi tiếp theo để gửi phản ánh.",
    "bot.agent.card_refused": "Trường hợp cơ sở khám chữa bệnh không nhận thẻ được hỗ trợ trước.",
    "bot.agent.which_province": "Cơ sở khám chữa bệnh ở tỉnh, thành phố nào? Ông/Bà nhắn tên tỉnh tại đây để cán bộ trực của tỉnh đó được báo ngay.",
    "bot.agent.duty_told": "Cán bộ trực của {province} đang được báo.",
    "bot.agent.duty_none": "Nhân viên tổng đài sẽ liên hệ {province}.",
    "bot.agent.queued": (
        "Tôi đã chuyển cuộc trò chuyện tới nhân viên tổng đài. Ông/Bà đang ở vị trí thứ {position} trong hàng chờ. Nếu cần gấp, Ông/Bà gọi {hotline}.\n"
        "Ông/Bà có thể nhắn trước điều cần hỏi để nhân viên xem. Nếu không chờ nữa, Ông/Bà nhắn “quay lại trợ lý”."
    ),
    "bot.agent.nobody_there": (
        "Lúc này chưa có nhân viên nào trực tuyến. Cuộc trò chuyện đã được xếp vào hàng chờ (vị trí thứ {position}), nhân viên sẽ "
        "trả lời ngay tại đây khi có mặt. Nếu cần gấp, Ông/Bà gọi {hotline}."
    ),
    "bot.agent.closed_until": (
        "Tổng đài hiện ngoài giờ làm việc, mở lại lúc {opens}. Cuộc trò chuyện đã được xếp vào hàng chờ (vị trí thứ {position}), "
        "nhân viên sẽ trả lời ngay tại đây khi mở cửa. Nếu cần gấp, Ông/Bà gọi {hotline}."
    ),
    "bot.agent.closed": (
        "Tổng đài hiện ngoài giờ làm việc. Cuộc trò chuyện đã được xếp vào hàng chờ (vị trí thứ {position}), "
        "nhân viên sẽ trả lời ngay tại đây khi mở cửa. Nếu cần gấp, Ông/Bà gọi {hotline}."
    ),
    "bot.agent.busy": (
        "Hiện có nhiều người chờ, Ông/Bà có thể phải đợi lâu. Ông/Bà đang ở vị trí thứ {position} trong hàng chờ. "
        "Nếu cần gấp, Ông/Bà gọi {hotline}."
    ),
    "bot.agent.meanwhile": "Ông/Bà có thể nhắn trước điều cần hỏi. Nếu không chờ nữa, Ông/Bà nhắn “quay lại trợ lý”.",
    "bot.agent.call_me": "Để được gọi lại, Ông/Bà nhắn “gọi lại cho tôi” kèm số di động.",
    "bot.agent.call_soon": "Tôi đã ghi số {phone}. Nhân viên tổng đài sẽ gọi lại cho Ông/Bà trong giờ làm việc, nhiều nhất 3 lần nếu chưa liên lạc được. Số này được xóa sau 7 ngày. Nhân viên không bao giờ hỏi mật khẩu hay mã OTP.",
    "bot.agent.call_at": "Tôi đã ghi số {phone}. Tổng đài mở lại lúc {opens}, nhân viên sẽ gọi lại cho Ông/Bà từ lúc đó, nhiều nhất 3 lần nếu chưa liên lạc được. Số này được xóa sau 7 ngày. Nhân viên không bao giờ hỏi mật khẩu hay mã OTP.",
}
