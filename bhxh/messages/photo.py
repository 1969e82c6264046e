"""Texts of the page on which a citizen adds photos to a dossier."""

VI = {
    "photo.kind.portrait": "Ảnh chân dung",
    "photo.kind.id_front": "Ảnh mặt trước giấy tờ",
    "photo.kind.id_back": "Ảnh mặt sau giấy tờ",
    "photo.kind.birth_certificate": "Ảnh giấy khai sinh",
    "photo.hint.birth_certificate": "Giấy khai sinh của con, bản chính hoặc bản sao. Chụp thẳng, rõ chữ, đủ bốn góc.",
    "photo.hint.portrait": "Chụp thẳng mặt, đủ sáng, không đội mũ, không đeo kính râm.",
    "photo.hint.id_front": "Mặt có ảnh của CCCD hoặc CMND; nếu là hộ chiếu thì chụp trang có ảnh. Chụp rõ chữ, đủ bốn góc.",
    "photo.hint.id_back": "Mặt còn lại của CCCD hoặc CMND; nếu là hộ chiếu thì chụp trang bìa. Chụp rõ chữ, đủ bốn góc.",
    "photo.empty": "Tệp ảnh rỗng. Ông/Bà vui lòng chụp hoặc chọn lại ảnh.",
    "photo.too_big": "Tệp ảnh lớn quá {megabytes} MB. Ông/Bà vui lòng chụp lại hoặc chọn ảnh nhỏ hơn.",
    "photo.type": (
        "Tệp này không phải là ảnh dùng được. Ông/Bà vui lòng chọn ảnh JPEG, PNG hoặc WebP, ví dụ ảnh chụp bằng điện thoại."
    ),
    "photo.heic": (
        "Ảnh dạng HEIC chưa dùng được. Trên iPhone, Ông/Bà vào Cài đặt, Camera, Định dạng, chọn “Tương thích nhất” "
        "rồi chụp lại, hoặc gửi ảnh dạng JPEG."
    ),
    "photo.too_many_pixels": "Ảnh có kích thước quá lớn. Ông/Bà vui lòng chụp lại ở độ phân giải thường.",
    "photo.too_small": (
        "Ảnh quá nhỏ nên không đọc được. Mỗi cạnh ảnh cần ít nhất {pixels} điểm ảnh; Ông/Bà vui lòng chụp lại gần và rõ hơn."
    ),
    "photo.damaged": "Tệp ảnh bị hỏng hoặc chưa tải lên hết. Ông/Bà vui lòng chụp hoặc chọn lại ảnh.",
    "photo.infected": "Tệp này có mã độc nên không được nhận. Ông/Bà vui lòng chụp ảnh mới bằng điện thoại rồi gửi lại.",
    "photo.scan_down": "Hệ thống kiểm tra tệp đang gián đoạn nên chưa nhận được ảnh. Ông/Bà vui lòng gửi lại sau ít phút.",
    "photo.none_chosen": "Ông/Bà chưa chọn ảnh nào. Ông/Bà bấm vào ô chọn ảnh để chụp hoặc chọn ảnh có sẵn, rồi bấm “Tải ảnh lên”.",
    "photo.missing": "Còn thiếu: {kinds}. Ông/Bà tải đủ ảnh rồi bấm “Hoàn tất”.",
    "photo.request_too_big": (
        "Các ảnh gửi cùng lúc quá lớn. Mỗi ảnh không quá {megabytes} MB; Ông/Bà vui lòng gửi từng ảnh một."
    ),
    "photo.form_expired": "Trang đã mở quá lâu hoặc trình duyệt chặn cookie nên chưa lưu được. Ông/Bà vui lòng thử lại.",
    "photo.page.title": "Bổ sung ảnh cho hồ sơ đăng ký tài khoản",
    "photo.page.error": "Lỗi:",
    "photo.page.not_saved": "Chưa lưu được",
    "photo.page.number": "Hồ sơ số",
    "photo.page.intro": (
        "Ông/Bà gửi ảnh dưới đây chậm nhất ngày {deadline}. Có thể gửi từng ảnh một, và gửi lại để thay ảnh chưa rõ."
    ),
    "photo.page.saved": "Đã lưu ảnh.",
    "photo.page.progress": "Đã có {count}/{needed} ảnh.",
    "photo.page.all_there": "Đã đủ ảnh. Ông/Bà xem lại từng ảnh, rồi bấm “Hoàn tất” ở cuối trang.",
    "photo.page.present": "Đã có ảnh",
    "photo.page.absent": "Chưa có ảnh",
    "photo.page.alt": "{kind} Ông/Bà đã gửi",
    "photo.page.choose": "Chụp hoặc chọn ảnh",
    "photo.page.choose_other": "Chọn ảnh khác để thay",
    "photo.page.rules": (
        "Mỗi ảnh không quá {megabytes} MB, dạng JPEG, PNG hoặc WebP. Ảnh được mã hóa khi lưu và chỉ dùng để xét hồ sơ này."
    ),
    "photo.page.upload": "Tải ảnh lên",
    "photo.page.closing": "Sau khi bấm “Hoàn tất”, trang này đóng lại và không thay ảnh được nữa.",
    "photo.page.complete": "Hoàn tất",
    "photo.done.title": "Đã nhận đủ ảnh",
    "photo.done.thanks": "Cảm ơn Ông/Bà. Ảnh đã được lưu vào hồ sơ.",
    "photo.done.next": (
        "Việc còn lại: in tờ khai, ký, ghi rõ họ tên và mang đến cơ quan BHXH tiếp nhận cùng giấy tờ tùy thân, "
        "trong 10 ngày kể từ ngày khai. Quá thời hạn này hồ sơ tự động xóa."
    ),
}
