"""Texts of the web chat's page. Those under ``web.js.`` are handed to the widget, which fills the placeholders itself."""

VI = {
    "web.title": "Trợ lý BHXH",
    "web.tagline": "Hỏi đáp bảo hiểm xã hội, bảo hiểm y tế",
    "web.description": (
        "Trợ lý trực tuyến về bảo hiểm xã hội và bảo hiểm y tế: tra mã số BHXH từ thẻ BHYT, đăng ký tài khoản, "
        "xem lịch sử khám chữa bệnh và hỏi đáp có dẫn nguồn."
    ),
    "web.skip": "Tới ô nhập câu hỏi",
    "web.hotline": "Gọi tổng đài {hotline}",
    "web.hotline_before": "Tổng đài",
    "web.demo": "Bản dùng thử: mọi hồ sơ trong đây đều không có thật.",
    "web.demo_inbox": "Xem tin nhắn SMS gửi thử",
    "web.menu": "Tùy chọn",
    "web.rate": "Đánh giá cuộc trò chuyện",
    "web.save_pdf": "Tải nội dung về (PDF)",
    "web.save_txt": "Tải nội dung về (văn bản)",
    "web.picture": "Gửi ảnh",
    "web.print": "In cuộc trò chuyện",
    "web.end": "Kết thúc và xóa",
    "web.end_title": "Kết thúc và xóa cuộc trò chuyện?",
    "web.end_detail": (
        "Nội dung sẽ biến mất khỏi thiết bị này và không mở lại được. "
        "Nên làm việc này khi Ông/Bà dùng chung điện thoại hoặc máy tính với người khác."
    ),
    "web.end_cancel": "Tiếp tục trò chuyện",
    "web.log": "Cuộc trò chuyện",
    "web.welcome": (
        "Xin chào Ông/Bà! Tôi là trợ lý tự động của cơ quan bảo hiểm xã hội, trả lời về BHXH, BHYT kèm nguồn văn bản. "
        "Ông/Bà muốn làm việc gì hôm nay?"
    ),
    "web.welcome_note": (
        "Ông/Bà không cần ghi mật khẩu vào đây. Mã xác thực (OTP) chỉ nhập khi chính Ông/Bà vừa yêu cầu tra cứu. "
        "Câu nào trợ lý chưa hiểu sẽ được che thông tin cá nhân rồi lưu lại, để nhân viên bổ sung câu trả lời."
    ),
    "web.suggestions": "Câu hỏi gợi ý",
    "web.suggestion.code": "Tra mã số BHXH từ thẻ BHYT",
    "web.suggestion.register": "Đăng ký tài khoản giao dịch điện tử",
    "web.suggestion.kcb": "Xem lịch sử khám chữa bệnh",
    "web.suggestion.benefit": "Thẻ BHYT được hưởng những gì?",
    "web.input": "Câu hỏi của Ông/Bà",
    "web.placeholder": "Nhập câu hỏi…",
    "web.send": "Gửi",
    "web.reload": "Xem câu trả lời mới",
    "web.no_script": "Khi trợ lý báo cần thêm thời gian, Ông/Bà bấm:",
    "web.printed": "Nội dung trò chuyện với Trợ lý BHXH. Tổng đài hỗ trợ: {hotline}.",
    "web.cross_site": (
        "Yêu cầu này được gửi từ một trang khác nên không được nhận. Ông/Bà hãy mở lại trang Trợ lý BHXH rồi nhập câu hỏi."
    ),
    "web.unknown": "Cuộc trò chuyện trước đã kết thúc hoặc quá hạn. Ông/Bà vui lòng hỏi lại để bắt đầu cuộc mới.",
    "web.failed": (
        "Xin lỗi Ông/Bà, câu hỏi chưa gửi được. Ông/Bà vui lòng bấm Gửi lần nữa sau ít phút hoặc gọi tổng đài {hotline}."
    ),
    "web.js.you": "Ông/Bà",
    "web.js.bot": "Trợ lý",
    "web.js.agent": "Nhân viên tổng đài",
    "web.js.notice": "Thông báo",
    "web.js.choices": "Chọn một câu trả lời",
    "web.js.source": "Nguồn: {source}",
    "web.js.as_of": "Cập nhật {as_of}",
    "web.js.as_of_month": "Cập nhật tháng {month}/{year}",
    "web.js.new_page": " (mở trang mới)",
    "web.js.typing": "Trợ lý đang trả lời…",
    "web.js.typing_agent": "Nhân viên đang trả lời…",
    "web.js.left": "Còn {count} ký tự",
    "web.js.over": "Dài quá {count} ký tự. Ông/Bà vui lòng viết ngắn lại (nhiều nhất {limit} ký tự).",
    "web.js.retry": "Gửi lại",
    "web.js.unsent": "Chưa gửi được",
    "web.js.queued": "Chờ có mạng để gửi",
    "web.js.offline": (
        "Thiết bị đang mất kết nối mạng. Tin của Ông/Bà được giữ trên thiết bị này và tự gửi khi có mạng lại; "
        "đóng trang thì tin không gửi nữa. Ông/Bà có thể kiểm tra Wi-Fi hoặc dữ liệu di động rồi bấm “Gửi lại”."
    ),
    "web.js.slow": (
        "Hệ thống trả lời chậm hơn thường lệ. Nếu có câu trả lời, nó sẽ hiện ở đây; "
        "Ông/Bà cũng có thể bấm “Gửi lại” hoặc gọi tổng đài {hotline}."
    ),
    "web.js.busy": "Ông/Bà gửi hơi nhanh. Xin chờ {seconds} giây rồi bấm “Gửi lại”.",
    "web.js.unavailable": (
        "Trợ lý đang tạm gián đoạn. Ông/Bà vui lòng bấm “Gửi lại” sau ít phút hoặc gọi tổng đài {hotline}."
    ),
    "web.js.expired": "Cuộc trò chuyện trước đã kết thúc hoặc quá hạn, trợ lý bắt đầu cuộc mới.",
    "web.js.file_name": "tro-chuyen-bhxh",
    "web.js.saved": "Tệp đã được tải về, thông tin cá nhân trong đó đã được che. Trên máy dùng chung, Ông/Bà nên xóa tệp khi không cần nữa.",
    "web.js.not_saved": "Tệp chưa tải về được. Ông/Bà vui lòng thử lại sau ít phút hoặc dùng mục “In cuộc trò chuyện”.",
    "web.js.picture": "(Ảnh: {name})",
    "web.js.picture_failed": "Ảnh chưa gửi được. Trợ lý không đọc chữ trong ảnh; Ông/Bà vui lòng gõ số thẻ hoặc câu hỏi bằng chữ.",
    "web.js.rate_title": "Ông/Bà có hài lòng với lần hỗ trợ này không?",
    "web.js.rate_1": "Rất chưa hài lòng",
    "web.js.rate_2": "Chưa hài lòng",
    "web.js.rate_3": "Bình thường",
    "web.js.rate_4": "Hài lòng",
    "web.js.rate_5": "Rất hài lòng",
    "web.js.rated": "Cảm ơn Ông/Bà đã đánh giá {score}/5. Đánh giá được lưu mà không kèm thông tin cá nhân.",
    "web.js.rate_failed": "Đánh giá chưa gửi được. Ông/Bà vui lòng bấm lại một số từ 1 đến 5.",
    "web.js.reconnecting": "Đang kết nối lại…",
    "web.js.queue": "Ông/Bà đang chờ gặp nhân viên tổng đài.",
    "web.js.with_agent": "Ông/Bà đang trò chuyện với nhân viên tổng đài.",
    "web.js.latest": "Có tin mới",
}
