"""Texts of the chat inside other sites and apps, and what is wrong with the file of token issuers. Those under ``embed.js.`` go with the script, which fills ``{count}`` itself."""

VI = {
    "embed.minimise": "Thu nhỏ",
    "embed.issuers.none": "tệp cần có ít nhất một bảng [[issuer]].",
    "embed.issuers.name": "khóa «name» chỉ gồm chữ thường không dấu, chữ số, dấu chấm và dấu gạch ngang, tối đa 64 ký tự, ví dụ: app.example.vn.",
    "embed.issuers.repeated": "tên này đã dùng ở dòng {line}. Mỗi bên ký cần một tên riêng.",
    "embed.issuers.variable": "khóa «secret_env» cần tên một biến môi trường viết hoa, ví dụ: APP_EXAMPLE_SECRET; không viết bí mật vào tệp.",
    "embed.issuers.short": "biến môi trường nêu ở khóa «secret_env» cần ít nhất {bytes} byte, ví dụ kết quả của: openssl rand -hex 32.",
    "embed.issuers.public_key": "khóa «public_key» cần một khóa công khai Ed25519 dạng PEM, bắt đầu bằng -----BEGIN PUBLIC KEY-----.",
    "embed.issuers.other_key": "khóa «{key}» không dùng với {algorithm}. Vui lòng bỏ dòng này.",
    "embed.token_refused": "Chưa nhận ra người dùng của ứng dụng. Ông/Bà vẫn hỏi được như bình thường; trợ lý sẽ hỏi thông tin khi cần.",
    "embed.js.label": "Hỏi trợ lý BHXH",
    "embed.js.open": "Mở Trợ lý BHXH",
    "embed.js.close": "Đóng Trợ lý BHXH",
    "embed.js.unread": "{count} tin chưa đọc",
    "embed.js.loading": "Đang mở Trợ lý BHXH…",
    "embed.js.failed": "Chưa mở được Trợ lý BHXH ở đây. Ông/Bà có thể mở trong trang riêng hoặc gọi tổng đài {hotline}.",
    "embed.js.own_page": "Mở trang riêng",
    "embed.js.dismiss": "Đóng",
}
