"""What is said on Telegram alone: the menu of commands, contacts, pictures, groups.

``telegram.phrase.*`` is what a command means to the assistant, ``telegram.menu.*`` what Telegram's menu shows for it.
"""

VI = {
    "telegram.menu.start": "Bắt đầu trò chuyện",
    "telegram.menu.tracuu": "Tra mã số BHXH trên thẻ BHYT",
    "telegram.menu.dangky": "Đăng ký tài khoản VssID",
    "telegram.menu.hoso": "Hỏi tình trạng hồ sơ đã nộp",
    "telegram.menu.coquan": "Tìm cơ quan BHXH gần Ông/Bà",
    "telegram.menu.nhanvien": "Gặp nhân viên tổng đài",
    "telegram.menu.dienthoai": "Xác nhận số điện thoại của Ông/Bà",
    "telegram.menu.trogiup": "Những việc trợ lý làm được",
    "telegram.menu.huy": "Dừng việc đang làm",
    "telegram.menu.batdaulai": "Bắt đầu lại từ đầu",
    "telegram.phrase.start": "xin chào",
    "telegram.phrase.tracuu": "tra mã số BHXH từ thẻ bảo hiểm y tế",
    "telegram.phrase.dangky": "đăng ký tài khoản VssID",
    "telegram.phrase.hoso": "tình trạng hồ sơ đăng ký",
    "telegram.phrase.coquan": "tìm cơ quan BHXH",
    "telegram.phrase.nhanvien": "gặp nhân viên",
    "telegram.phrase.trogiup": "trợ giúp",
    "telegram.phrase.huy": "hủy",
    "telegram.phrase.batdaulai": "bắt đầu lại",
    "telegram.share": "Gửi số điện thoại của tôi",
    "telegram.share.asked": (
        "Ông/Bà bấm nút “Gửi số điện thoại của tôi” bên dưới. Telegram sẽ gửi kèm số mà Ông/Bà đã đăng ký với Telegram, "
        "nhờ đó trợ lý biết chắc số này là của Ông/Bà."
    ),
    "telegram.share.instead": "Thay vì gõ số, Ông/Bà có thể bấm nút “Gửi số điện thoại của tôi” bên dưới.",
    "telegram.share.done": "Đã xác nhận số điện thoại {phone} là của Ông/Bà. Cảm ơn Ông/Bà.",
    "telegram.share.not_yours": (
        "Danh thiếp này không phải của chính Ông/Bà nên trợ lý không dùng. Để xác nhận số của mình, Ông/Bà nhắn /dienthoai "
        "rồi bấm nút “Gửi số điện thoại của tôi”."
    ),
    "telegram.share.unusable": (
        "Số điện thoại đăng ký với Telegram không phải số di động Việt Nam nên trợ lý chưa dùng được. "
        "Ông/Bà vui lòng gõ số di động của mình, ví dụ 0908123456."
    ),
    "telegram.picture": (
        "Trợ lý không đọc chữ trong ảnh. Ông/Bà vui lòng gõ số thẻ BHYT hoặc câu hỏi bằng chữ, ví dụ “Thẻ BHYT hết hạn thì làm sao?”."
    ),
    "telegram.photo.here": (
        "Ông/Bà cũng có thể gửi luôn các ảnh này trong cuộc trò chuyện, từng ảnh một hoặc cùng lúc. Ảnh được mã hóa khi lưu và chỉ dùng để "
        "xét hồ sơ này."
    ),
    "telegram.photo.kind.portrait": "ảnh chân dung",
    "telegram.photo.kind.id_front": "mặt trước giấy tờ",
    "telegram.photo.kind.id_back": "mặt sau giấy tờ",
    "telegram.photo.kind.birth_certificate": "giấy khai sinh",
    "telegram.photo.taken": "Đã lưu vào hồ sơ {number}: {kinds}.",
    "telegram.photo.relabelled": "Đã ghi lại ảnh vừa gửi là {kind}.",
    "telegram.photo.wrong": "Chưa lưu được {kind}. {detail}",
    "telegram.photo.surplus": (
        "Hồ sơ đã đủ ảnh nên {count} ảnh vừa gửi không được lưu. Muốn thay ảnh nào, Ông/Bà bấm nút chụp lại của ảnh đó rồi gửi ảnh mới."
    ),
    "telegram.photo.next": "Tiếp theo, Ông/Bà gửi {kind}. {hint}",
    "telegram.photo.again": "Ông/Bà gửi lại {kind}. {hint}",
    "telegram.photo.full": (
        "Hồ sơ đã đủ ảnh. Nếu các ảnh đều rõ và đúng, Ông/Bà bấm “{button}”; sau đó không thay ảnh được nữa."
    ),
    "telegram.photo.page": "Ông/Bà cũng có thể xem và gửi ảnh tại trang riêng của hồ sơ:\n{link}",
    "telegram.photo.closed": (
        "Hồ sơ này không nhận thêm ảnh nữa, vì đã hoàn tất ảnh, đã nộp hoặc đã quá hạn. Ảnh vừa gửi không được lưu. "
        "Muốn biết hồ sơ đang ở bước nào, Ông/Bà nhắn “tình trạng hồ sơ”."
    ),
    "telegram.photo.unreachable": "Chưa tải được ảnh này từ Telegram. Ông/Bà vui lòng gửi lại sau ít phút.",
    "telegram.photo.completed.account": (
        "Cảm ơn Ông/Bà. Hồ sơ {number} đã đủ ảnh. Việc còn lại: in tờ khai, ký, ghi rõ họ tên và mang đến cơ quan BHXH tiếp nhận cùng "
        "giấy tờ tùy thân, trong 10 ngày kể từ ngày khai. Quá thời hạn này hồ sơ tự động xóa."
    ),
    "telegram.photo.completed.child": "Cảm ơn Ông/Bà. Hồ sơ {number} đã đủ ảnh. Cơ quan BHXH sẽ xét hồ sơ và báo kết quả cho Ông/Bà.",
    "telegram.photo.retake": "Chụp lại {kind}",
    "telegram.photo.relabel": "Đây là {kind}",
    "telegram.photo.complete": "Hoàn tất gửi ảnh",
    "telegram.wordless": (
        "Trợ lý chỉ đọc được chữ. Ông/Bà vui lòng gõ câu hỏi, hoặc nhắn “gặp nhân viên” để nói chuyện với tổng đài viên."
    ),
    "telegram.group": (
        "Để giữ kín thông tin cá nhân, trợ lý BHXH không trả lời trong nhóm. Ông/Bà vui lòng nhắn riêng cho trợ lý."
    ),
}
