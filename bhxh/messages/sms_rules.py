"""What the SMS gateway says about whom it may write to, and how much."""

VI = {
    "sms_rules.block_unknown": "Không tìm thấy lệnh chặn này, hoặc số đã được bỏ chặn trước đó.",
    "sms_rules.test_key": "Khóa API thử không thay đổi được việc gửi tin tới điện thoại thật. Vui lòng dùng khóa chính thức.",
}
