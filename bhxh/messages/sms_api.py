"""Texts of the SMS gateway's HTTP interface: wrong fields, keys, codes by SMS, campaigns, the demo's inbox."""

VI = {
    "field.one_of_contents": ("Cần đúng một trong hai: “template” (kèm “personalisation”) hoặc “body” (kèm “lane”)."),
    "field.personalisation_alone": "“personalisation” chỉ dùng cùng “template”.",
    "field.one_of_search": "Cần đúng một trong hai: “to” (số điện thoại) hoặc “reference” (mã tham chiếu).",
    "sms_api.own_scopes": "Quyền staff và keys chỉ dành cho bảng điều khiển của hệ thống, không cấp cho khóa khác.",
    "sms_api.key_taken": "Đã có khóa đang dùng mang tên này. Vui lòng chọn tên khác hoặc thu hồi khóa cũ trước.",
    "sms_api.key_unknown": "Không có khóa nào tên này đang dùng.",
    "sms_api.key_own": "Khóa không tự thu hồi chính mình. Vui lòng dùng khóa khác.",
    "sms_api.reference_conflict": (
        "Mã tham chiếu này đã dùng cho một tin nhắn khác nội dung hoặc khác người nhận. "
        "Vui lòng dùng mã tham chiếu mới cho mỗi tin."
    ),
    "sms_api.advice.same": "Tin có {segments} phần; bỏ dấu không giảm số phần, nên giữ nguyên dấu cho dễ đọc.",
    "sms_api.advice.khong_dau_saves": "Tin có {segments} phần; gửi không dấu chỉ còn {bare} phần, giảm {saved} phần mỗi người nhận.",
    "sms_api.advice.already_khong_dau": "Tin có {segments} phần và không còn dấu để bỏ.",
    "sms_api.advice.too_long": "Tin dài {segments} phần, vượt mức {limit} phần nên không gửi được. Vui lòng rút ngắn.",
    "sms_api.dry_run.saves": "Bỏ dấu: {bare} phần thay vì {now} phần mỗi tin, tiết kiệm {saves}% chi phí.",
    "sms_api.dry_run.bare": "Chiến dịch gửi không dấu: {now} phần mỗi tin.",
    "sms_api.dry_run.same": "Mỗi tin có {now} phần; bỏ dấu không tiết kiệm được, nên giữ nguyên dấu cho dễ đọc.",
    "sms_api.scope": "Khóa API này không có quyền dùng chức năng “{scope}”. Vui lòng dùng khóa khác hoặc nhờ quản trị cấp quyền.",
    "sms_api.actor": "Khóa của bảng điều khiển phải nêu ai đang thao tác trong header X-Staff, ví dụ: truyenthong.",
    "sms_api.length_required": "Yêu cầu tải tệp phải có header Content-Length.",
    "sms_api.otp_wrong": "Mã xác thực chưa đúng. Ông/Bà còn {left} lần thử.",
    "sms_api.otp_wrong_last": "Mã xác thực chưa đúng và Ông/Bà đã hết lượt thử. Ông/Bà vui lòng yêu cầu mã mới.",
    "sms_api.otp_expired": "Mã xác thực đã hết hạn hoặc đã được dùng. Ông/Bà vui lòng yêu cầu mã mới.",
    "sms_api.otp_locked": "Mã xác thực đã bị khóa vì nhập sai nhiều lần. Ông/Bà vui lòng yêu cầu mã mới.",
    "sms_api.otp_locked_phone": (
        "Số điện thoại này đã nhập sai mã quá nhiều lần trong ngày. "
        "Ông/Bà vui lòng thử lại sau {minutes} phút hoặc gọi tổng đài {hotline}."
    ),
    "sms_api.otp_unknown": "Không tìm thấy mã xác thực này. Ông/Bà vui lòng yêu cầu mã mới.",
    "sms_api.otp_resend": "Mã vừa được gửi. Ông/Bà vui lòng chờ {seconds} giây nữa rồi yêu cầu mã mới.",
    "sms_api.otp_too_many": (
        "Đã có quá nhiều yêu cầu gửi mã xác thực. Ông/Bà vui lòng thử lại sau {minutes} phút hoặc gọi tổng đài {hotline}."
    ),
    "sms_api.otp_busy": "Hệ thống đang nhận quá nhiều yêu cầu mã xác thực. Ông/Bà vui lòng thử lại sau {seconds} giây.",
    "sms_api.purpose.kcb": "xem hồ sơ BHXH, BHYT",
    "sms_api.purpose.password": "đổi mật khẩu",
    "sms_api.purpose.device": "đăng nhập trên thiết bị mới",
    "sms_api.purpose.phone": "đổi số điện thoại",
    "sms_api.purpose.link": "liên kết tài khoản",
    "sms_api.purpose.removal": "xóa tài khoản",
    "sms_api.purpose.change": "đổi thông tin tài khoản",
    "sms_api.purpose.hotline": "xác nhận với tổng đài",
    "sms_api.audience_not_configured": (
        "Máy chủ này chưa nối với hệ thống nghiệp vụ nên không lấy được danh sách người tham gia. "
        "Vui lòng tải lên tệp CSV hoặc Excel, hoặc nhờ quản trị cấu hình nguồn người nhận."
    ),
    "sms_api.file_missing": "Yêu cầu thiếu tệp “file”. Vui lòng gửi tệp CSV hoặc Excel (.xlsx) có dòng tên cột.",
    "sms_api.provider_unknown": "Không có nhà cung cấp tên này trên máy chủ.",
    "sms_api.sandbox_only_demo": "Hộp thư thử chỉ có ở môi trường trình diễn.",
    "sms_api.inbox.title": "Hộp thư thử của cổng SMS",
    "sms_api.inbox.intro": "Tin nhắn đã giao tới nhà mạng thử, mới nhất ở trên. Chỉ dùng để trình diễn; không có tin nào tới điện thoại thật.",
    "sms_api.inbox.to": "Số điện thoại",
    "sms_api.inbox.key": "Khóa API",
    "sms_api.inbox.open": "Xem hộp thư",
    "sms_api.inbox.filter_hint": "Để trống để xem mọi số. Ví dụ: 0908 123 456.",
    "sms_api.inbox.key_hint": "Khóa được in ra khi khởi động (BHXH_DEMO_SMS_KEY). Khóa chỉ được giữ trong thẻ trình duyệt này.",
    "sms_api.inbox.noscript": "Trang này cần JavaScript để tải tin nhắn. Vui lòng bật JavaScript trong trình duyệt.",
    "sms_api.inbox.count": "Đang hiện {count} tin nhắn.",
    "sms_api.inbox.list": "Tin nhắn đã tới",
    "sms_api.inbox.unreachable": "Chưa kết nối được với máy chủ. Trang sẽ tự thử lại.",
    "sms_api.inbox.empty": "Chưa có tin nhắn nào.",
    "sms_api.inbox.refresh": "Tự làm mới mỗi 3 giây",
    "sms_api.inbox.phone": "Nhắn tin cho trợ lý từ một điện thoại thử",
    "sms_api.inbox.phone_hint": "Tin đi cùng đường với tin của nhà mạng thử. Trả lời của trợ lý hiện ở danh sách bên dưới sau vài giây.",
    "sms_api.inbox.from": "Nhắn từ số",
    "sms_api.inbox.from_hint": "Một số di động bất kỳ. Ví dụ: 0987 654 321.",
    "sms_api.inbox.text": "Nội dung tin nhắn",
    "sms_api.inbox.text_hint": "Một câu hỏi như “mất thẻ BHYT làm lại ở đâu”, hoặc một cú pháp như “BH THE 7912345678”.",
    "sms_api.inbox.send": "Gửi tin nhắn",
    "sms_api.inbox.sent": "Đã gửi từ {phone}. Trả lời hiện ở danh sách bên dưới, nay chỉ còn tin của số này.",
    "sms_api.inbox.repeated": (
        "Số này vừa gửi đúng nội dung đó chưa đầy một phút trước. Cổng SMS coi tin giống hệt là tin lặp nên không nhận lần nữa; "
        "Ông/Bà vui lòng đổi nội dung hoặc đợi một phút."
    ),
    "sms_api.inbox.lane.phone": "Từ điện thoại",
    "sms_api.inbox.lane.otp": "Mã xác thực",
    "sms_api.inbox.lane.transactional": "Giao dịch",
    "sms_api.inbox.lane.bulk": "Hàng loạt",
}
