"""What the person who starts the product reads at the terminal."""

VI = {
    "run.ready": "Trợ lý BHXH đã sẵn sàng.",
    "run.chat": "  Trò chuyện:          {url}",
    "run.api": "  Tài liệu API:        {url}",
    "run.inbox": "  Hộp thư SMS mô phỏng: {url}",
    "run.demo_people": (
        "  Người dùng mẫu:      mã số BHXH 7912345678 (Nguyễn Văn An), thẻ DN4797912345678;\n"
        "                       mã OTP gửi tới họ hiện trong hộp thư SMS mô phỏng."
    ),
    "run.demo_sms_key": "  Khóa SMS của bản mẫu: {key}",
    "run.demo_staff": (
        "  Nhân viên mẫu:       {url}\n"
        "                       truyenthong, lanhdao, quantri, giamsat, tongdai1, tongdai2, canbo.quan5, canbo.hcm,\n"
        "                       truong.quan5; mật khẩu chung: {password}"
    ),
    "run.demo_citizens": ("  Tài khoản công dân:  {url}\n                       {codes}; mật khẩu chung: {password}"),
    "run.stop": "Bấm Ctrl-C để dừng.",
    "run.died": "Tiến trình {name} đã dừng và được khởi động lại. Lý do: {reason} (nhật ký: {log})",
    "run.no_reason": "bị ngắt từ bên ngoài",
    "run.training": "Đang huấn luyện trợ lý (chỉ khi dữ liệu thay đổi)…",
    "run.trained": "Huấn luyện xong sau {seconds:.0f} giây.",
    "run.starting": "Đang khởi động…",
    "run.port_busy": "Cổng {port} đang có chương trình khác dùng. Hãy dừng chương trình đó, hoặc chọn cổng khác: BHXH_PORT=8090 make run",
    "run.folder_busy": (
        "Thư mục dữ liệu {folder} đang được một tiến trình `bhxh run` khác dùng. Hãy dừng tiến trình đó, "
        "hoặc chọn thư mục khác: BHXH_DATA_DIR=./var2 make run"
    ),
    "run.no_https": (
        "Chú ý: địa chỉ dành cho người dân là {url}, không phải https. Trình duyệt sẽ không giữ cookie và liên kết trong "
        "tin nhắn sẽ không mở được. Hãy đặt BHXH_PUBLIC_URL=https://…"
    ),
    "run.no_pdf": "Thiếu thư viện hệ thống nên tắt tạo tệp PDF: {reason}. Tờ khai được in từ trang web thay thế.",
}
