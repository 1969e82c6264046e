"""What is wrong with one field of a request, by the kind of error that pydantic or a validator of ours names."""

VI = {
    "field.missing": "Thiếu trường bắt buộc này.",
    "field.extra_forbidden": "Không có trường này. Vui lòng kiểm tra lại tên trường trong tài liệu API.",
    "field.string_type": "Giá trị phải là chuỗi ký tự.",
    "field.string_too_short": "Giá trị phải có ít nhất {min_length} ký tự.",
    "field.string_too_long": "Giá trị dài quá {max_length} ký tự.",
    "field.string_pattern_mismatch": "Giá trị chưa đúng dạng; vui lòng xem ví dụ trong tài liệu API.",
    "field.literal_error": "Giá trị phải là một trong: {expected}.",
    "field.list_type": "Giá trị phải là danh sách.",
    "field.too_long": "Danh sách dài quá {max_length} mục.",
    "field.too_short": "Danh sách phải có ít nhất {min_length} mục.",
    "field.dict_type": "Giá trị phải là đối tượng gồm tên trường và chuỗi ký tự.",
    "field.bool_type": "Giá trị phải là true hoặc false.",
    "field.model_type": "Giá trị phải là một đối tượng JSON.",
    "field.model_attributes_type": "Giá trị phải là một đối tượng JSON.",
    "field.value_control": "Giá trị có ký tự điều khiển không hiển thị được. Vui lòng bỏ các ký tự đó.",
    "field.value": "Giá trị chưa đúng.",
}
