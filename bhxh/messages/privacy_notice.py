"""What is kept of whom, for how long, and what persons may ask: `/quyen-rieng-tu`."""

VI = {
    "privacy.consent.registration": (
        "Khi gửi tờ khai, Ông/Bà đồng ý để cơ quan BHXH dùng thông tin và ảnh đã khai để lập, kiểm tra hồ sơ đăng ký giao dịch điện tử. "
        "Tờ khai và ảnh tự xóa sau 10 ngày nếu chưa nộp; Ông/Bà có thể xóa sớm hơn."
    ),
    "privacy.consent.chat": (
        "Nội dung trò chuyện được lưu tối đa 24 giờ. Câu hỏi trợ lý chưa hiểu có thể được giữ lại để cải thiện, "
        "sau khi đã bỏ họ tên, số điện thoại, mã số và các thông tin nhận ra Ông/Bà."
    ),
    "privacy.consent.own_data": (
        "Ông/Bà có quyền xem, tải bản sao, đề nghị sửa dữ liệu của mình và xem ai đã đọc dữ liệu đó. "
        "Dữ liệu khám chữa bệnh không bao giờ gửi qua tin nhắn."
    ),
    "privacy.notice.title": "Dữ liệu cá nhân của Ông/Bà",
    "privacy.notice.link": "Dữ liệu cá nhân",
    "privacy.notice.intro": (
        "Trang này nói rõ Trợ lý BHXH lưu gì về Ông/Bà, lưu bao lâu và Ông/Bà có quyền gì. "
        "Dữ liệu được mã hóa khi lưu; mỗi lần có người đọc dữ liệu của Ông/Bà đều được ghi lại."
    ),
    "privacy.notice.consent": "Điều Ông/Bà được báo trước",
    "privacy.notice.kept": "Lưu gì, trong bao lâu",
    "privacy.notice.rights": "Quyền của Ông/Bà",
    "privacy.notice.account": "Vào tài khoản để xem và tải dữ liệu của mình",
    "privacy.notice.feedback": "Gửi phản ánh",
    "privacy.kept.chat.what": "Nội dung trò chuyện",
    "privacy.kept.chat.time": "24 giờ sau tin cuối; số thẻ, mã số, họ tên đã nhập: 1 giờ",
    "privacy.kept.unclear.what": "Câu hỏi trợ lý chưa hiểu, đã bỏ thông tin nhận ra người hỏi",
    "privacy.kept.unclear.time": "tối đa 180 ngày",
    "privacy.kept.registration.what": "Tờ khai và ảnh đăng ký chưa nộp",
    "privacy.kept.registration.time": "10 ngày sau ngày khai",
    "privacy.kept.dossier.what": "Hồ sơ đăng ký đã nộp, cả ảnh",
    "privacy.kept.dossier.time": "như sổ của cơ quan BHXH, hoặc đến khi đề nghị xóa dữ liệu được chấp thuận",
    "privacy.kept.account.what": "Tài khoản",
    "privacy.kept.account.time": "đến khi Ông/Bà xóa tài khoản",
    "privacy.kept.register.what": "Thông tin tham gia, thẻ BHYT, chế độ đã hưởng, lượt khám chữa bệnh (bản sao của sổ do cơ quan BHXH giữ)",
    "privacy.kept.register.time": "chừng nào cơ quan BHXH còn phải giải quyết quyền lợi cho Ông/Bà",
    "privacy.kept.feedback.what": "Phản ánh đã giải quyết",
    "privacy.kept.feedback.time": "5 năm sau khi đóng",
    "privacy.kept.channels.what": "Số điện thoại liên kết với Telegram, Zalo",
    "privacy.kept.channels.time": "180 ngày sau lần dùng cuối, hoặc đến khi Ông/Bà hủy liên kết",
    "privacy.kept.calls.what": "Số điện thoại để gọi lại",
    "privacy.kept.calls.time": "7 ngày sau lần xử lý cuối",
    "privacy.kept.looks.what": "Nhật ký ai đã xem dữ liệu (không có nội dung dữ liệu)",
    "privacy.kept.looks.time": "không xóa, để Ông/Bà luôn kiểm tra được",
    "privacy.right.see": "Xem dữ liệu của mình và ai đã xem dữ liệu đó, tại mục Tài khoản.",
    "privacy.right.copy": "Tải một bản sao dữ liệu của mình.",
    "privacy.right.correct": "Đề nghị sửa dữ liệu sai: gửi yêu cầu thay đổi thông tin hoặc phản ánh.",
    "privacy.right.erase": "Đề nghị xóa dữ liệu hoặc xóa tài khoản; cơ quan BHXH giữ lại phần luật buộc phải lưu.",
    "privacy.right.unlink": "Nhắn “hủy liên kết” để bỏ liên kết số điện thoại với Telegram, Zalo hoặc tin nhắn.",
}
