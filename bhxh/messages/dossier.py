"""What officers decide about a dossier."""

VI = {
    "dossier.changed": (
        "Hồ sơ này vừa được cán bộ khác xử lý hoặc thay đổi, nên thao tác vừa rồi chưa được ghi nhận. "
        "Vui lòng xem lại hồ sơ như hiện nay rồi làm tiếp nếu còn cần."
    ),
    "dossier.not_here": "Không có hồ sơ này trong phạm vi của tài khoản. Vui lòng kiểm tra lại số hồ sơ, ví dụ: 00001.U/2026/07915.",
    "dossier.checks_missing": "Chỉ tiếp nhận khi đã làm đủ các bước trong danh sách. Vui lòng đánh dấu từng bước đã làm.",
    "dossier.verdict_missing": "Vui lòng chọn đánh giá: hồ sơ hợp lệ hoặc hồ sơ không hợp lệ.",
    "dossier.reason": "Hồ sơ không hợp lệ cần có lý do. Vui lòng chọn một lý do; với “Lý do khác”, vui lòng ghi rõ, ví dụ: Tờ khai thiếu chữ ký.",
    "dossier.reason_long": "Lý do dài quá {most} ký tự, tin nhắn không chứa hết. Vui lòng viết ngắn lại.",
    "dossier.name_near": (
        "Họ tên khai và họ tên trong dữ liệu hộ gia đình khác nhau một ít. Vui lòng đối chiếu với giấy tờ tùy thân; "
        "nếu đúng là một người, đánh dấu ô xác nhận rồi ghi nhận lại."
    ),
    "dossier.reason.photo_unclear": "Ảnh chân dung hoặc ảnh giấy tờ bị mờ, không đọc được",
    "dossier.reason.photo_other": "Ảnh không phải của người đăng ký",
    "dossier.reason.id_differs": "Số giấy tờ tùy thân khai không đúng với giấy tờ xuất trình",
    "dossier.reason.name_differs": "Họ và tên khai không đúng với giấy tờ tùy thân",
    "dossier.reason.code_differs": "Mã số BHXH khai không phải của người đăng ký",
    "dossier.reason.has_account": "Mã số BHXH này đã có tài khoản",
    "dossier.reason.unsigned": "Tờ khai chưa ký, ghi rõ họ tên",
    "dossier.reason.other": "Lý do khác",
    "dossier.state.MOI_KHAI": "Mới khai",
    "dossier.state.CHO_XAC_MINH": "Chờ xác minh",
    "dossier.state.DA_TIEP_NHAN": "Đã tiếp nhận",
    "dossier.state.HOP_LE": "Hợp lệ, chờ HGĐ",
    "dossier.state.CAP_TK": "Đã cấp tài khoản",
    "dossier.state.HGD_KHONG_TON_TAI": "Không có trong HGĐ",
    "dossier.state.TU_CHOI": "Không hợp lệ",
}
