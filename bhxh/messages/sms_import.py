"""Texts about recipients files: what makes a whole file unusable, what is wrong with one row."""

VI = {
    "import.file_empty": "Tệp không có dữ liệu. Dòng đầu phải là tên cột, ví dụ: so_dien_thoai,ho_ten,ma_so_bhxh.",
    "import.file_binary": (
        "Tệp không phải là văn bản CSV hay bảng tính Excel (.xlsx). "
        "Vui lòng lưu bảng ở dạng “CSV UTF-8” hoặc “Excel Workbook (.xlsx)” rồi tải lên lại."
    ),
    "import.file_too_large": "Tệp lớn hơn giới hạn {limit} MB. Vui lòng chia tệp thành nhiều phần rồi tải lên từng phần.",
    "import.old_excel": (
        "Tệp thuộc định dạng Excel cũ (.xls). Vui lòng mở bằng Excel và lưu thành “Excel Workbook (.xlsx)” "
        "hoặc “CSV UTF-8”."
    ),
    "import.encoding_unknown": (
        "Không xác định chắc chắn được bảng mã của tệp (dòng {row} có ký tự không đọc được). "
        "Vui lòng lưu lại ở dạng “CSV UTF-8”; tệp dùng bảng mã TCVN3 hay VNI cần được chuyển sang Unicode trước."
    ),
    "import.encoding_unsupported": "Tệp dùng bảng mã UTF-32, không được hỗ trợ. Vui lòng lưu lại ở dạng “CSV UTF-8”.",
    "import.line_too_long": "Tệp có dòng dài quá 1 MB nên không phải là danh sách người nhận. Vui lòng kiểm tra lại tệp.",
    "import.delimiter": (
        "Dòng tên cột chứa nhiều loại dấu phân cách nên không biết cột được chia bằng dấu nào. "
        "Vui lòng chỉ dùng một loại: dấu phẩy, dấu chấm phẩy hoặc tab."
    ),
    "import.quotes": (
        "Dòng {row} có dấu ngoặc kép mở mà không đóng hoặc đặt sai chỗ, nên không đọc được từ đó trở đi. "
        "Vui lòng sửa dòng này rồi tải lên lại."
    ),
    "import.columns_missing": (
        "Dòng tên cột thiếu: {columns}. Vui lòng thêm cột, đặt tên đúng như trong mẫu tin, rồi tải lên lại."
    ),
    "import.columns_duplicate": "Dòng tên cột có cột bị lặp: {columns}. Vui lòng giữ lại một cột cho mỗi tên.",
    "import.columns_unknown": (
        "Dòng tên cột có cột mà mẫu tin không dùng: {columns}. Mẫu tin chỉ cần: {known}. "
        "Vui lòng bỏ cột thừa hoặc sửa tên cột."
    ),
    "import.columns_unnamed": "Cột thứ {columns} không có tên. Vui lòng đặt tên hoặc bỏ cột.",
    "import.workbook_broken": "Không mở được bảng tính Excel: tệp bị hỏng. Vui lòng lưu lại bằng Excel rồi tải lên lại.",
    "import.workbook_locked": "Bảng tính có mật khẩu. Vui lòng bỏ mật khẩu (Lưu thành… → Công cụ) rồi tải lên lại.",
    "import.workbook_bomb": (
        "Bảng tính bung ra quá lớn so với kích thước tệp nên bị từ chối để bảo vệ hệ thống. "
        "Vui lòng lưu danh sách ở dạng “CSV UTF-8”."
    ),
    "import.too_many_rows": "Tệp có nhiều hơn {limit} dòng. Vui lòng chia thành nhiều tệp.",
    "import.no_valid_rows": "Tệp không có dòng nào gửi được. Vui lòng xem danh sách lỗi, sửa và tải lên lại.",
    "import.interrupted": "Việc đọc tệp bị gián đoạn và không thể làm tiếp. Vui lòng tải tệp lên lại.",
    "import.audience_unreachable": (
        "Chưa lấy được danh sách người nhận từ hệ thống nghiệp vụ. Vui lòng thử lại sau ít phút."
    ),
    "import.row.too_many_cells": (
        "Dòng có {found} ô trong khi tệp có {expected} cột. Nội dung có dấu phân cách phải đặt trong dấu ngoặc kép."
    ),
    "import.row.scientific": (
        "Ô bị Excel đổi thành dạng khoa học (như 9.12E+08) và đã mất chữ số. "
        "Vui lòng định dạng cột là “Văn bản” và nhập lại số."
    ),
    "import.row.leading_zero": (
        "Mã số BHXH chỉ có 9 chữ số, có thể Excel đã bỏ số 0 ở đầu. "
        "Vui lòng định dạng cột là “Văn bản” và nhập đủ 10 chữ số, ví dụ: 0112345678."
    ),
    "import.row.empty": "Cột {column} còn trống. Vui lòng điền giá trị hoặc bỏ dòng này.",
    "import.row.too_long": "Cột {column} dài quá {limit} ký tự. Vui lòng rút gọn.",
    "import.row.encoding": "Cột {column} có ký tự không đọc được trong bảng mã của tệp. Vui lòng sửa và lưu ở dạng “CSV UTF-8”.",
    "import.row.letters_lost": (
        "Cột {column} có dấu hỏi thay cho chữ có dấu: tệp đã mất dấu khi lưu. "
        "Vui lòng lưu lại từ bảng gốc ở dạng “CSV UTF-8”."
    ),
    "import.row.duplicate": "Trùng người và số điện thoại với dòng {first}; mỗi người chỉ nhận một tin trên một số.",
    "import.row.unrenderable": "Không ghép được nội dung tin từ dòng này. Vui lòng kiểm tra các cột của mẫu tin.",
}
