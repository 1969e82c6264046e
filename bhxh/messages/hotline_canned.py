"""Canned replies that every hotline agent has. They are sent to citizens, so they have no English."""

VI = {
    "hotline.canned.chao": "Chào Ông/Bà, tôi là nhân viên tổng đài BHXH. Tôi đang xem câu hỏi của Ông/Bà.",
    "hotline.canned.cho": "Ông/Bà vui lòng chờ trong ít phút, tôi đang kiểm tra thông tin.",
    "hotline.canned.matkhau": "Để bảo vệ thông tin, Ông/Bà không gửi mật khẩu hay mã xác thực (OTP) cho bất kỳ ai, kể cả nhân viên tổng đài.",
    "hotline.canned.camon": "Cảm ơn Ông/Bà đã liên hệ. Nếu cần hỗ trợ thêm, Ông/Bà cứ nhắn lại tại đây hoặc gọi {hotline}.",
    "hotline.canned.mathe": "Ông/Bà vui lòng gõ 15 ký tự trên thẻ BHYT, ví dụ: DN 4 79 7934567890.",
    "hotline.canned.masosms": "Tôi sẽ gửi mã số BHXH bằng tin nhắn tới số điện thoại Ông/Bà đã đăng ký với cơ quan BHXH.",
    "hotline.canned.dangky": "Ông/Bà đăng ký tài khoản ở mục Đăng ký, in và ký tờ khai, rồi nộp tại cơ quan BHXH đã chọn kèm căn cước công dân để đối chiếu, trong vòng 10 ngày kể từ ngày kê khai.",
    "hotline.canned.quenmatkhau": "Ông/Bà chọn Quên mật khẩu ở trang đăng nhập. Mã xác thực được gửi tới số điện thoại đã đăng ký; Ông/Bà tự nhập mã trên trang, không đọc cho người khác.",
    "hotline.canned.doimay": "Mỗi tài khoản dùng trên một thiết bị. Khi đăng nhập trên máy mới, Ông/Bà nhập mã xác thực gửi tới số điện thoại đã đăng ký; máy cũ được đăng xuất.",
    "hotline.canned.matthe": "Ông/Bà nộp Tờ khai TK1-TS tại cơ quan BHXH hoặc qua Cổng dịch vụ công để được cấp lại thẻ BHYT.",
    "hotline.canned.thetuchoi": "Ông/Bà vui lòng cho biết tên bệnh viện và tỉnh, thành phố nơi Ông/Bà đang khám. Tôi sẽ báo ngay cán bộ trực của BHXH nơi đó.",
    "hotline.canned.sokcb": "Ông/Bà đăng nhập rồi mở mục Sổ khám chữa bệnh để xem từng năm. Nếu có lượt khám không phải của mình, Ông/Bà bấm báo ngay tại lượt khám đó.",
    "hotline.canned.quatrinh": "Ông/Bà đăng nhập rồi mở mục Quá trình tham gia để xem thời gian tham gia BHXH, BHTN và BHYT.",
    "hotline.canned.chedo": "Ông/Bà đăng nhập rồi mở mục Thông tin hưởng để xem các chế độ đã được giải quyết.",
    "hotline.canned.giayto": "Ông/Bà mang căn cước công dân và tờ khai đã ký tới cơ quan BHXH nơi tiếp nhận.",
    "hotline.canned.hosodau": "Ông/Bà vui lòng gửi số hồ sơ, ví dụ: 00001.U/2026/07915, để tôi xem hồ sơ đang ở bước nào.",
    "hotline.canned.phieu": "Tôi sẽ ghi nhận phản ánh của Ông/Bà và cơ quan BHXH sẽ trả lời theo quy định.",
}
