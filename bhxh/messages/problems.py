"""Texts of errors that any HTTP interface of ours can answer with."""

VI = {
    "problem.bad_request": "Yêu cầu không đọc được. Ông/Bà kiểm tra lại nội dung gửi lên (JSON đúng cú pháp, UTF-8).",
    "problem.unauthorized": "Yêu cầu thiếu hoặc sai thông tin xác thực. Gửi lại kèm header Authorization: Bearer <khóa>.",
    "problem.forbidden": "Ông/Bà không có quyền thực hiện việc này.",
    "problem.not_found": "Không tìm thấy nội dung Ông/Bà yêu cầu. Vui lòng kiểm tra lại địa chỉ.",
    "problem.method_not_allowed": "Địa chỉ này không nhận phương thức vừa gửi; xem header Allow.",
    "problem.timeout": "Yêu cầu gửi lên quá chậm nên đã bị ngắt. Ông/Bà vui lòng gửi lại.",
    "problem.length_required": "Yêu cầu thiếu header Content-Length.",
    "problem.too_large": "Nội dung gửi lên quá lớn. Ông/Bà vui lòng chia nhỏ rồi gửi lại.",
    "problem.unsupported_media_type": "Kiểu nội dung không được hỗ trợ; vui lòng gửi application/json.",
    "problem.invalid": "Một hoặc nhiều trường chưa đúng; xem danh sách “errors”.",
    "problem.too_many_requests": "Ông/Bà đã gửi quá nhiều yêu cầu. Vui lòng chờ một lát rồi thử lại.",
    "problem.internal": "Hệ thống gặp sự cố. Ông/Bà vui lòng thử lại sau ít phút hoặc gọi tổng đài {hotline}.",
    "problem.unavailable": "Hệ thống đang tạm bận. Ông/Bà vui lòng thử lại sau ít phút hoặc gọi tổng đài {hotline}.",
    "problem.error": "Không thực hiện được yêu cầu. Ông/Bà vui lòng thử lại hoặc gọi tổng đài {hotline}.",
}
