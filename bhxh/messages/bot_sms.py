"""What the assistant says when somebody asks how to look something up by text message."""

VI = {
    "bot.sms.ask": "Để {what} bằng tin nhắn, Ông/Bà soạn:",
    "bot.sms.line": "• {message} gửi {shortcode} ({fee} một tin)",
    "bot.sms.example": "Ví dụ: {example}",
    "bot.sms.phone": "Ông/Bà nhắn từ số điện thoại đã đăng ký với BHXH: dữ liệu cá nhân chỉ gửi về số đó.",
    "bot.sms.what.participation": "tra thời gian tham gia BHXH",
    "bot.sms.what.card": "tra hạn thẻ BHYT",
    "bot.sms.what.dossier": "tra tình trạng hồ sơ",
    "bot.sms.what.password": "lấy lại mật khẩu",
    "bot.sms.value.participation": "<mã số BHXH>",
    "bot.sms.value.card": "<mã thẻ BHYT>",
    "bot.sms.value.dossier": "<mã hồ sơ>",
    "bot.sms.value.password": "<mã số BHXH>",
}
