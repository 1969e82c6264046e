"""What the SMS gateway's core tells those who send through it."""

VI = {
    "sms.field_missing": "Thiếu dữ liệu cho trường «{field}» của mẫu tin.",
    "sms.personalisation_missing": "Mẫu tin còn thiếu dữ liệu: {fields}. Vui lòng bổ sung từng trường rồi gửi lại.",
    "sms.template_name": "Tên mẫu chỉ gồm chữ thường không dấu, chữ số và dấu gạch dưới, bắt đầu bằng chữ, tối đa 64 ký tự, ví dụ: thong_bao_ma_so.",
    "sms.template_empty": "Nội dung mẫu đang trống. Vui lòng nhập nội dung, ví dụ: Kính gửi Ông/Bà {{ho_ten}}.",
    "sms.template_long": "Nội dung mẫu dài quá {limit} ký tự. Vui lòng rút ngắn.",
    "sms.template_braces": "Nội dung mẫu có dấu ngoặc nhọn không đúng. Trường dữ liệu viết bằng chữ thường không dấu, ví dụ: {{ho_ten}}.",
    "sms.template_unknown": "Không có mẫu tin này. Vui lòng xem danh sách mẫu tại /sms/v1/templates.",
    "sms.telco_unknown": "Không có nhà mạng này. Cột nha_mang nhận một trong các giá trị: {telcos}.",
    "sms.telco_columns": "Tệp cần có hai cột so_dien_thoai và nha_mang ở dòng đầu, ví dụ dòng tiếp theo: 0912345678,viettel.",
    "sms.body_empty": "Nội dung tin đang trống. Vui lòng nhập nội dung cần gửi.",
    "sms.body_long": "Nội dung tin dài {segments} phần, vượt mức {limit} phần. Vui lòng rút ngắn hoặc gửi không dấu.",
    "sms.message_unknown": "Không tìm thấy tin nhắn này. Vui lòng kiểm tra lại mã tin (id).",
    "sms.campaign_unknown": "Không tìm thấy chiến dịch này. Vui lòng kiểm tra lại mã chiến dịch (id).",
    "sms.campaign_name": "Tên chiến dịch cần có từ 1 đến 200 ký tự, ví dụ: Thông báo mã số BHXH tháng 6.",
    "sms.campaign_lane": "Mẫu tin mã xác thực (OTP) không dùng được cho chiến dịch. Vui lòng chọn mẫu khác.",
    "sms.campaign_columns": "Tệp thiếu cột: {columns}. Dòng đầu của tệp cần có so_dien_thoai và các trường của mẫu tin.",
    "sms.campaign_state": "Chiến dịch đang ở trạng thái «{status}» nên không thực hiện được thao tác này.",
    "sms.campaign_empty": "Chiến dịch không có người nhận hợp lệ. Vui lòng sửa tệp và tạo chiến dịch mới.",
    "sms.campaign_approval": "Chiến dịch có {valid} người nhận, cần một người khác phê duyệt trước khi bắt đầu.",
    "sms.campaign_schedule": (
        "Giờ hẹn gửi phải ở tương lai, trong vòng {days} ngày, kèm múi giờ, ví dụ: 2026-12-01T08:00:00+07:00."
    ),
    "sms.campaign_own_approval": "Người tạo chiến dịch không tự phê duyệt được. Vui lòng nhờ một người khác phê duyệt.",
    "sms.campaign_status.draft": "nháp",
    "sms.campaign_status.importing": "đang nhập tệp",
    "sms.campaign_status.ready": "sẵn sàng",
    "sms.campaign_status.running": "đang gửi",
    "sms.campaign_status.paused": "tạm dừng",
    "sms.campaign_status.cancelled": "đã hủy",
    "sms.campaign_status.finished": "đã gửi xong",
}
