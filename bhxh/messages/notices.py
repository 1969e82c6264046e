"""Reminders to staff."""

VI = {
    "notices.title": "Nhắc việc",
    "notices.head": "Nhắc việc",
    "notices.waiting": "{count} mục chưa xem",
    "notices.lead": "Phản ánh quá hạn hoặc được đôn đốc thuộc phần việc của Ông/Bà. Mục chưa xem ở trên cùng; mỗi mục được giữ 90 ngày.",
    "notices.none": "Chưa có nhắc việc nào.",
    "notices.new": "chưa xem",
    "notices.see": "Đã xem",
    "notices.see_of": "Đã xem {about}",
    "notices.see_all": "Đánh dấu tất cả là đã xem",
    "notices.mail": "Nhận nhắc việc qua e-mail",
    "notices.mail_label": "Địa chỉ e-mail",
    "notices.mail_hint": "Để trống nếu không cần. Thư chỉ có số phản ánh, không có thông tin của người dân. Ví dụ: thuha1985@gmail.com.",
    "notices.mail_save": "Lưu địa chỉ",
    "notices.kind.feedback_take": "{about} đã quá hạn tiếp nhận lúc {deadline}. Cơ quan xử lý: {agency}.",
    "notices.kind.feedback_answer": "{about} đã quá hạn trả lời người dân lúc {deadline}. Cơ quan xử lý: {agency}.",
    "notices.kind.feedback_urgent": "Khẩn: {about}, thẻ bị từ chối, đã quá hạn lúc {deadline}. Cơ quan xử lý: {agency}.",
    "notices.kind.feedback_reply": "{about}: {agency} chưa trả lời phối hợp, hạn là {deadline}.",
    "notices.kind.feedback_urged": "{about} được đơn vị theo dõi đôn đốc. Cơ quan xử lý: {agency}; hạn trả lời người dân: {deadline}.",
}
