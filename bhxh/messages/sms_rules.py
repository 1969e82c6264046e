"""What the SMS gateway says about whom it may write to, and how much."""

VI = {
    "sms_rules.block_unknown": "Không tìm thấy lệnh chặn này, hoặc số đã được bỏ chặn trước đó.",
    "sms_rules.test_key": "Khóa API thử không thay đổi được việc gửi tin tới điện thoại thật. Vui lòng dùng khóa chính thức.",
    "sms_rules.window.hour": "giờ này",
    "sms_rules.window.day": "hôm nay",
    "sms_rules.cap_number": "Số điện thoại này đã nhận đủ số tin cho phép trong {within}. Vui lòng gửi lại sau.",
    "sms_rules.cap_block": "Dải số này đã nhận đủ số tin cho phép trong {within}. Vui lòng gửi lại sau hoặc nhờ quản trị kiểm tra.",
    "sms_rules.cap_key": "Khóa API này đã gửi đủ số tin cho phép trong {within}. Vui lòng gửi lại sau hoặc nhờ quản trị nâng hạn mức.",
    "sms_rules.cap_campaign": (
        "Chiến dịch cần {segments} phần tin nhưng khóa API này chỉ còn {left} trong hạn mức {most} phần tin mỗi ngày. "
        "Vui lòng hẹn gửi ngày khác, chia nhỏ chiến dịch hoặc nhờ quản trị nâng hạn mức."
    ),
    "sms_rules.callback_url": (
        "Địa chỉ nhận thông báo phải bắt đầu bằng https://, không kèm tên đăng nhập, ví dụ: https://vi-du.vn/sms/thong-bao."
    ),
    "sms_rules.callback_none": "Khóa API này chưa đặt địa chỉ nhận thông báo.",
    "sms_rules.callback_none_of": "Khóa API {name} chưa đặt địa chỉ nhận thông báo, hoặc việc gửi đã được dừng.",
    "sms_rules.abroad": "Khóa API này chỉ gửi tới số di động Việt Nam, ví dụ: 0912345678.",
    "sms_rules.abroad_number": "Số điện thoại nước ngoài chưa đúng. Vui lòng nhập dấu +, mã nước và số, ví dụ: +66812345678.",
    "sms_rules.stop": (
        "BHXH đã ghi nhận: Ông/Bà không nhận tin thông báo hàng loạt nữa. Mã xác thực và kết quả hồ sơ vẫn được gửi. "
        "Để nhận lại, soạn DANG KY LAI."
    ),
    "sms_rules.start": "BHXH đã ghi nhận: Ông/Bà sẽ nhận lại tin thông báo. Để ngừng nhận, soạn HUY.",
}
