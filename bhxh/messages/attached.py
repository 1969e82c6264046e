"""What stands in a conversation for what is no text, and what is said to it while a person answers."""

VI = {
    "attached.picture": "(Đã gửi một ảnh. Ảnh không được lưu lại.)",
    "attached.dossier": "(Đã gửi một ảnh cho hồ sơ đăng ký.)",
    "attached.sticker": "(Đã gửi một nhãn dán.)",
    "attached.file": "(Đã gửi một tệp. Tệp không được lưu lại.)",
    "attached.place": "(Đã gửi một vị trí. Vị trí không được lưu lại.)",
    "attached.voice": "(Đã gửi một tin thoại. Tin thoại không được lưu lại.)",
    "attached.video": "(Đã gửi một video. Video không được lưu lại.)",
    "attached.contact": "(Đã gửi một danh thiếp. Danh thiếp không được lưu lại.)",
    "attached.other": "(Đã gửi nội dung không phải chữ. Nội dung này không được lưu lại.)",
    "attached.person.picture": (
        "Nhân viên tổng đài không xem được ảnh gửi trong cuộc trò chuyện, và ảnh không được lưu lại. Ông/Bà vui lòng viết nội dung "
        "cần hỏi bằng chữ. Ảnh cho hồ sơ đăng ký xin gửi ở trang riêng mà trợ lý đã đưa."
    ),
    "attached.person.sticker": "Nhân viên tổng đài không xem được nhãn dán. Ông/Bà vui lòng viết nội dung cần hỏi bằng chữ.",
    "attached.person.file": (
        "Nhân viên tổng đài không xem được tệp gửi trong cuộc trò chuyện, và tệp không được lưu lại. "
        "Ông/Bà vui lòng viết nội dung cần hỏi bằng chữ."
    ),
    "attached.person.place": (
        "Nhân viên tổng đài không xem được vị trí. Ông/Bà vui lòng viết tên xã, phường và tỉnh, thành phố nơi mình đang ở."
    ),
    "attached.person.voice": (
        "Nhân viên tổng đài không nghe được tin thoại. Ông/Bà vui lòng viết bằng chữ, hoặc gọi {hotline} để nói chuyện trực tiếp."
    ),
    "attached.person.video": (
        "Nhân viên tổng đài không xem được video, và video không được lưu lại. Ông/Bà vui lòng viết nội dung cần hỏi bằng chữ."
    ),
    "attached.person.contact": "Nhân viên tổng đài không xem được danh thiếp. Ông/Bà vui lòng viết số điện thoại cần liên hệ bằng chữ.",
    "attached.person.other": "Nhân viên tổng đài chỉ đọc được chữ. Ông/Bà vui lòng viết nội dung cần hỏi.",
}
