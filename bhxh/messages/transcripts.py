"""What stands in a conversation's file, and what is said to pictures."""

VI = {
    "transcript.title": "Nội dung trò chuyện với Trợ lý BHXH",
    "transcript.note": "Lưu lúc {at}. Thông tin cá nhân đã được che. Tổng đài hỗ trợ: {hotline}.",
    "transcript.link": "(liên kết riêng của Ông/Bà, xem trong cuộc trò chuyện)",
    "transcript.no_pdf": "Hệ thống chưa tạo được tệp PDF. Ông/Bà vui lòng chọn tải về dạng văn bản.",
    "picture.answer": (
        "Trợ lý không đọc chữ trong ảnh và không lưu ảnh. Ông/Bà vui lòng gõ số thẻ BHYT vào ô nhập, ví dụ DN 4 79 7912345678. "
        "Ảnh chân dung và giấy tờ khi đăng ký được gửi ở trang riêng mà trợ lý đưa sau bước khai."
    ),
    "picture.none": "Tệp này không phải ảnh. Ông/Bà vui lòng gõ nội dung bằng chữ, hoặc chọn một ảnh chụp từ điện thoại.",
}
