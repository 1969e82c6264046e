"""Texts about the import of the directory."""

VI = {
    "places.encoding": (
        "Không đọc được tệp: không chắc chắn là chữ Việt ở bảng mã UTF-8, UTF-16 hay Windows-1258 (xem dòng {row}). "
        "Trong Excel, mời chọn Lưu dưới dạng “CSV UTF-8”."
    ),
    "places.empty": "Tệp không có dòng nào. Dòng đầu tiên phải là tên các cột, ít nhất: {columns}.",
    "places.columns_unknown": "Các cột này không dùng được hoặc có mặt hai lần: {columns}. Các cột được phép: {known}.",
    "places.columns_missing": "Tệp thiếu cột: {columns}. Dòng đầu tiên phải có đủ các cột bắt buộc: {required}.",
    "places.quotes": "Dòng {row}: dấu ngoặc kép mở ra mà không đóng lại; từ dòng này trở đi không đọc được.",
    "places.workbook_broken": "Không mở được tệp Excel này. Mời mở lại bằng Excel và lưu ở dạng .xlsx không đặt mật khẩu.",
    "places.too_large": "Tệp Excel này khi mở ra quá lớn: trên 512 MB, hoặc gấp hơn 200 lần tệp gửi. Mời chia nhỏ hoặc lưu ở dạng “CSV UTF-8”.",
    "places.cells": "Dòng có {found} ô, trong khi tệp có {expected} cột.",
    "places.unreadable": "Ô có ký tự không đọc được trong bảng mã của tệp. Mời sửa ô này và lưu ở dạng “CSV UTF-8”.",
    "places.too_long": "Ô này dài quá {limit} ký tự.",
    "places.required": "Ô này không được để trống.",
    "places.province": "Không có tỉnh nào như vậy. Mời ghi tên tỉnh hoặc mã hai chữ số, ví dụ: 79 hoặc Hồ Chí Minh.",
    "places.position": "Vĩ độ và kinh độ phải là số và nằm ở Việt Nam, ví dụ: 10.7546 và 106.6634.",
    "places.yes_or_no": "Mời ghi “có” hoặc “không”.",
    "places.code_twice": "Mã này đã có ở một dòng trước trong cùng tệp.",
    "places.shipped.inferred": "Mã cơ quan suy ra từ danh mục hành chính, chưa đối chiếu được với văn bản.",
    "places.shipped.recalled": "Địa chỉ chưa đối chiếu được với văn bản.",
    "places.demo.note": "Dữ liệu minh họa, không phải thông tin thật về cơ sở này.",
    "places.summary": (
        "Đã đọc {rows} dòng: thêm mới {added}, cập nhật {changed}, không thay đổi {unchanged}, bị loại {rejected}."
    ),
    "places.row": "Dòng {row}, cột {column}: {detail}",
    "places.more": "… và {count} dòng khác bị loại.",
}
