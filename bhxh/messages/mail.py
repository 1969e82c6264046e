"""E-mails, to citizens and (`nhac_viec`) to staff: `mail.<template>.subject` and `.body`. They never hold a password."""

VI = {
    "mail.from": "Bảo hiểm xã hội Việt Nam",
    "mail.signature": "Thư này được gửi tự động, Ông/Bà vui lòng không trả lời. Cần hỗ trợ, xin gọi tổng đài {hotline}.",
    "mail.tai_khoan.subject": "Hồ sơ {so_ho_so}: đã mở tài khoản giao dịch điện tử",
    "mail.tai_khoan.body": (
        "Kính gửi Ông/Bà,\n\n"
        "Hồ sơ {so_ho_so} hợp lệ. Tài khoản giao dịch điện tử của Ông/Bà đã được mở; tên đăng nhập là mã số BHXH {ma_so_bhxh}.\n"
        "Mật khẩu lần đầu được gửi bằng tin nhắn đến số điện thoại đã khai, không gửi bằng thư này. "
        "Ông/Bà vui lòng đổi mật khẩu khi đăng nhập lần đầu."
    ),
    "mail.tu_choi.subject": "Hồ sơ {so_ho_so}: chưa được chấp nhận",
    "mail.tu_choi.body": (
        "Kính gửi Ông/Bà,\n\n"
        "Hồ sơ {so_ho_so} chưa được chấp nhận. Lý do: {ly_do}.\n"
        "Ông/Bà vui lòng bổ sung và đăng ký lại, hoặc liên hệ cơ quan BHXH nơi gần nhất."
    ),
    "mail.cap_ma_so.subject": "Hồ sơ {so_ho_so}: cần kê khai cấp mã số BHXH",
    "mail.cap_ma_so.body": (
        "Kính gửi Ông/Bà,\n\n"
        "Hồ sơ {so_ho_so}: mã số BHXH và họ tên đã khai chưa có trong dữ liệu hộ gia đình, nên chưa mở được tài khoản.\n"
        "Ông/Bà vui lòng đến {co_quan} kê khai thủ tục cấp mã số BHXH, sau đó đăng ký lại."
    ),
    "mail.nhac_viec.subject": "Nhắc việc: {so_luong} phản ánh cần xử lý",
    "mail.nhac_viec.body": (
        "Kính gửi Ông/Bà,\n\n"
        "Có phản ánh đã quá hạn hoặc được đôn đốc thuộc phần việc của Ông/Bà: {danh_sach}.\n"
        "Vui lòng đăng nhập và xem tại: {trang}\n"
        "Không muốn nhận thư này nữa, Ông/Bà xóa địa chỉ e-mail tại chính trang đó."
    ),
}
