"""Texts about the import of participants."""

VI = {
    "participants.encoding": (
        "Không đọc được tệp: không chắc chắn là chữ Việt ở bảng mã UTF-8, UTF-16 hay Windows-1258 (xem dòng {row}). "
        "Trong Excel, mời chọn Lưu dưới dạng “CSV UTF-8”."
    ),
    "participants.unreadable": "Ô có ký tự không đọc được trong bảng mã của tệp. Mời sửa ô này và lưu ở dạng “CSV UTF-8”.",
    "participants.empty": "Tệp không có dòng nào. Dòng đầu tiên phải là tên các cột: {columns}.",
    "participants.columns_missing": "Tệp thiếu cột: {columns}. Dòng đầu tiên phải có đủ các cột bắt buộc: {required}.",
    "participants.columns_double": "Cột {columns} có mặt hai lần trong dòng đầu tiên.",
    "participants.columns_unknown": "Không có cột tên {columns}. Các cột được phép: {known}.",
    "participants.quotes": "Dòng {row}: dấu ngoặc kép mở ra mà không đóng lại; từ dòng này trở đi không đọc được.",
    "participants.cells": "Dòng có {found} ô, trong khi tệp có {expected} cột.",
    "participants.required": "Ô này không được để trống.",
    "participants.gender": "Giới tính phải là “nam” hoặc “nữ”.",
    "participants.province": "Không có tỉnh nào như vậy. Mời ghi tên tỉnh hoặc mã hai chữ số, ví dụ: 79 hoặc Hồ Chí Minh.",
    "participants.agency": "Mã cơ quan BHXH có 3 hoặc 5 chữ số và bắt đầu bằng mã tỉnh, ví dụ: 079 hoặc 07915.",
    "participants.birth_future": "Ngày sinh nằm trong tương lai. Ví dụ đúng: 02/03/1987.",
    "participants.card_of_another": "Số thẻ này đang thuộc về một người khác trong hệ thống.",
    "participants.card_code": "10 số cuối của số thẻ phải trùng với mã số BHXH cùng dòng.",
    "participants.guardian": "Chưa có người giám hộ mang mã số này trong hệ thống; mời nhập người giám hộ trước.",
    "participants.summary": (
        "Đã đọc {rows} dòng: thêm mới {added}, cập nhật {changed}, không thay đổi {unchanged}, bị loại {rejected}."
    ),
    "participants.row": "Dòng {row}: {detail}",
    "participants.row_column": "Dòng {row}, cột {column}: {detail}",
    "participants.more": "… và {count} dòng khác bị loại.",
}
