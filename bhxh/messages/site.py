"""Texts of the frame around every page that is not the chat."""

VI = {
    "site.name": "Trợ lý BHXH",
    "site.skip": "Đến nội dung chính",
    "site.hotline": "Tổng đài {hotline}",
    "site.back": "Về trang trợ lý",
    "site.menu": "Mục lục",
    "site.navigation": "Các trang",
    "site.chat": "Hỏi trợ lý",
    "site.language": "Ngôn ngữ",
    "site.problem": "Chưa thực hiện được",
    "site.form_problem": "Ông/Bà vui lòng xem lại",
    "site.optional": "(không bắt buộc)",
    "site.missing": "Trang này không có hoặc đã được chuyển đi. Ông/Bà vui lòng xem lại địa chỉ, hỏi trợ lý hoặc gọi tổng đài {hotline}.",
}
