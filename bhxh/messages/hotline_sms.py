"""Texts of an agent's own SMS to a caller."""

VI = {
    "hotline.sms.title": "Tự soạn tin SMS cho người gọi",
    "hotline.sms.body": "BHXH Việt Nam: {words} Hỗ trợ: {hotline}",
    "hotline.sms.words": "Nội dung tin nhắn",
    "hotline.sms.hint": "Nhiều nhất {characters} ký tự và {segments} phần tin. Không ghi mã số BHXH, số thẻ, số giấy tờ, số hồ sơ, mật khẩu hay mã OTP: chưa ai xác nhận số điện thoại này là của người gọi. Phần mở đầu và số tổng đài được thêm tự động.",
    "hotline.sms.accents": "Giữ dấu tiếng Việt (tốn nhiều phần tin hơn)",
    "hotline.sms.preview": "Xem trước",
    "hotline.sms.nothing": "Tin nhắn hiện ở đây khi Ông/Bà nhập nội dung.",
    "hotline.sms.empty": "Vui lòng nhập nội dung tin nhắn.",
    "hotline.sms.too_long": "Tin nhắn dài {segments} phần, nhiều nhất được {most} phần. Vui lòng rút gọn, hoặc bỏ dấu tiếng Việt.",
    "hotline.sms.personal": "Nội dung có “{what}”, giống mã số, số thẻ, số giấy tờ, số hồ sơ hoặc mã OTP. Vui lòng bỏ phần này; mã số BHXH chỉ gửi tới số đã đăng ký, bằng nút riêng.",
    "hotline.sms.foreign_link": "Chỉ gửi đường dẫn tới trang này hoặc trang của cơ quan nhà nước (.gov.vn). Vui lòng bỏ “{host}”.",
    "hotline.sms.note": "Đã nhắn tin tự soạn tới {to}: “{body}”",
}
