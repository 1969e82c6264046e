"""What is said on platforms and by SMS, where it differs from the web chat."""

VI = {
    "channels.forged": "Yêu cầu này không mang chữ ký hợp lệ.",
    "channels.unreadable": "Không đọc được nội dung của yêu cầu này.",
    "channels.sms.page": "Xem tiếp: {url}",
    "channels.sms.wrong": "{detail} Ví dụ: {example} gửi {shortcode}.",
    "channels.sms.missing.participation": "Ông/Bà ghi thêm mã số BHXH 10 số.",
    "channels.sms.missing.card": "Ông/Bà ghi thêm mã thẻ BHYT.",
    "channels.sms.missing.dossier": "Ông/Bà ghi thêm mã hồ sơ.",
    "channels.sms.missing.password": "Ông/Bà ghi thêm mã số BHXH 10 số.",
    "channels.sms.span": "Thời gian ghi là năm hoặc tháng-năm liền nhau, trước rồi sau.",
    "channels.sms.help": (
        "BH QT <mã số BHXH>: quá trình; BH THE <mã thẻ>: hạn thẻ; BH HS <mã hồ sơ>: hồ sơ; BH MK <mã số BHXH>: mật khẩu. "
        "Hoặc nhắn câu hỏi của Ông/Bà."
    ),
    "channels.sms.other_phone": (
        "Tôi chỉ trả lời số điện thoại đã đăng ký cho mã số này. Ông/Bà nhắn từ số đó, hoặc gọi {hotline}."
    ),
    "channels.sms.other_phone_dossier": (
        "Tôi chỉ trả lời số điện thoại đã khai trong hồ sơ này. Ông/Bà xem lại mã hồ sơ, hoặc gọi {hotline}."
    ),
    "channels.sms.no_account": "Mã số này chưa có tài khoản. Ông/Bà đăng ký tại {url}/dang-ky",
    "channels.sms.password": "Đặt mật khẩu mới trong {minutes} phút tại {url} Không đưa tin này cho ai.",
    "channels.sms.card": "Thẻ {number}: {validity}",
    "channels.sms.ever": "tới nay",
    "channels.sms.participation": "Đã tham gia ({when}): {kinds}.",
    "channels.sms.participation.kind": "{kind} {length}, {since}-{until}",
    "channels.sms.participation.none": "Không có thời gian tham gia nào được ghi ({when}).",
    "channels.sms.dossier": "Hồ sơ {number}: {sentence}",
    "channels.sms.check": "Cần chắc chắn, Ông/Bà gọi {hotline}.",
}
