"""Texts of the frame around every page that is not the chat."""

VI = {
    "site.name": "Trợ lý BHXH",
    "site.skip": "Đến nội dung chính",
    "site.hotline": "Tổng đài {hotline}",
    "site.back": "Về trang trợ lý",
}
