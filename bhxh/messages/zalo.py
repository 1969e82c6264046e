"""What is said on Zalo alone."""

VI = {
    "zalo.first_words": "Xin chào",
    "zalo.picture": (
        "Tôi chưa đọc được ảnh. Ông/Bà vui lòng gõ nội dung bằng chữ; nếu là ảnh thẻ BHYT, vui lòng gõ số thẻ in trên thẻ, "
        "ví dụ: 7912345678."
    ),
    "zalo.location": (
        "Tôi chưa dùng được vị trí. Ông/Bà vui lòng gõ tên xã, phường và tỉnh, thành phố, ví dụ: "
        "“cơ quan BHXH ở Thành phố Hồ Chí Minh”."
    ),
    "zalo.business_card": (
        "Danh thiếp không xác nhận được số điện thoại của Ông/Bà. Ông/Bà nhắn “chia sẻ số” để xác nhận số đang dùng trên Zalo."
    ),
    "zalo.only_text": "Tôi chỉ đọc được chữ. Ông/Bà vui lòng gõ nội dung cần hỏi, hoặc nhắn “gặp nhân viên”.",
    "zalo.share_phone": "Ông/Bà bấm vào mẫu dưới đây và chọn gửi để xác nhận số điện thoại đang dùng trên Zalo.",
    "zalo.phone_form.title": "Xác nhận số điện thoại",
    "zalo.phone_form.subtitle": (
        "Trợ lý BHXH dùng số điện thoại để nhận ra Ông/Bà và báo tin khi có trả lời. Ông/Bà có thể nhắn “hủy liên kết” bất cứ lúc nào."
    ),
    "zalo.phone_known": "Đã ghi nhận số điện thoại kết thúc bằng {end}. Ông/Bà có thể nhắn “hủy liên kết” để chúng tôi quên số này.",
    "zalo.phone_unknown": (
        "Số vừa gửi không phải số di động Việt Nam nên chưa ghi nhận được. Ông/Bà vui lòng gửi lại, hoặc gọi {hotline} để được giúp."
    ),
    "zalo.cli.not_set": "Chưa cấu hình Zalo OA: đặt BHXH_ZALO_APP_ID, BHXH_ZALO_OA_ID, BHXH_ZALO_APP_SECRET và BHXH_ZALO_WEBHOOK_SECRET.",
    "zalo.cli.stored": "Đã lưu token (đã mã hóa). Sản phẩm dùng token này trong vài giây tới.",
    "zalo.cli.none": "Chưa có token. Lấy refresh token ở trang quản trị ứng dụng Zalo rồi chạy: bhxh zalo token",
    "zalo.cli.waits": "Đã có refresh token, chưa đổi lấy access token. Sản phẩm sẽ đổi khi chạy.",
    "zalo.cli.error": (
        "Lần đổi token gần nhất không thành công: {error}. Nếu lặp lại, lấy refresh token mới ở trang quản trị ứng dụng Zalo rồi chạy: "
        "bhxh zalo token"
    ),
}
