"""What is said to who may not open a page."""

VI = {
    "access.refused": "Ông/Bà không có quyền mở trang này. Nếu cần dùng, Ông/Bà vui lòng liên hệ người quản trị hoặc tổng đài {hotline}.",
    "access.stale_form": "Biểu mẫu này đã cũ hoặc được gửi từ một trang khác nên không được nhận. Vui lòng mở lại trang rồi làm lại.",
}
