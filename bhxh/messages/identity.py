"""What is said about codes by SMS, in the chat and on the pages."""

VI = {
    "identity.cannot_send": (
        "Chưa gửi được mã xác thực cho mã số này: có thể mã số chưa đúng, hoặc chưa có số điện thoại di động nào được "
        "đăng ký với cơ quan BHXH. Ông/Bà vui lòng kiểm tra lại số đã nhập, hoặc gọi tổng đài {hotline} để được hỗ trợ."
    ),
    "identity.cannot_send_dossier": (
        "Chưa gửi được mã xác thực cho số hồ sơ này. Ông/Bà vui lòng kiểm tra lại số hồ sơ ghi trong tin nhắn xác nhận, "
        "ví dụ {example}, hoặc gọi tổng đài {hotline}."
    ),
    "identity.too_many": (
        "Ông/Bà đã yêu cầu mã xác thực quá nhiều lần. Vui lòng thử lại sau {minutes} phút hoặc gọi tổng đài {hotline}."
    ),
    "identity.resend_wait": "Mã vừa được gửi. Ông/Bà vui lòng chờ {seconds} giây nữa rồi yêu cầu gửi lại.",
    "identity.sms_down": (
        "Hệ thống tin nhắn đang gián đoạn nên chưa gửi được mã xác thực. Ông/Bà vui lòng thử lại sau ít phút hoặc gọi "
        "tổng đài {hotline}."
    ),
    "identity.none_pending": "Hiện không có mã xác thực nào đang chờ nhập. Ông/Bà vui lòng yêu cầu tra cứu lại để nhận mã mới.",
    "identity.not_a_code": "Mã xác thực gồm 6 chữ số, ví dụ 123456. Ông/Bà vui lòng nhập lại.",
    "identity.wrong": "Mã xác thực chưa đúng. Ông/Bà còn {left} lần nhập.",
    "identity.expired": "Mã xác thực đã hết hạn hoặc đã được dùng.",
    "identity.locked": (
        "Mã xác thực đã bị khóa vì nhập sai quá nhiều lần. Ông/Bà cần mã mới, hoặc gọi tổng đài {hotline} để được giúp."
    ),
    "identity.needed": "Để xem thông tin này, Ông/Bà cần xác thực bằng mã OTP gửi tới số điện thoại đã đăng ký.",
    "identity.phone_tail": "số điện thoại có ba số cuối {tail}",
    "identity.busy": "Hệ thống đang gửi rất nhiều mã xác thực. Ông/Bà vui lòng thử lại sau một phút.",
    "identity.label": "Mã xác thực (OTP)",
    "identity.sent": "Mã 6 chữ số đã được gửi tới số điện thoại có ba số cuối {tail}, hiệu lực {minutes} phút. Ông/Bà không đọc mã này cho bất kỳ ai, kể cả người xưng là cán bộ BHXH.",
    "identity.hint": "6 chữ số trong tin nhắn, ví dụ 123456.",
    "identity.resend": "Gửi lại mã",
    "identity.closed": "Đã nhập sai mã 5 lần liên tiếp. Ông/Bà vui lòng thử lại sau 15 phút, hoặc gọi tổng đài {hotline}.",
}
