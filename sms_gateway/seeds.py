"""The templates that the product itself uses."""

from __future__ import annotations

from sqlalchemy import Connection

from sms_gateway.config import GatewayConfig
from sms_gateway.schema import Lane
from sms_gateway.templates import Template, create, newest

# The first is the mass notice of 2021, word for word; the others go out as single messages.
_SEEDED = (
    (
        "thong_bao_ma_so",
        (
            "Để khai báo thông tin y tế điện tử, Ông (Bà) {{ho_ten}} sử dụng mã số BHXH: {{ma_so_bhxh}}. "
            "Liên hệ tổng đài {hotline} nếu cần hỗ trợ"
        ),
        Lane.BULK,
        False,
    ),
    (
        "otp",
        (
            "BHXH Việt Nam: mã xác thực {{ma_otp}} để {{muc_dich}}, hiệu lực {{so_phut}} phút. "
            "Ông/Bà không cung cấp mã này cho bất kỳ ai."
        ),
        Lane.OTP,
        True,
    ),
    (
        "otp_tong_dai",
        (
            "BHXH Việt Nam: mã xác nhận {{ma_otp}}, hiệu lực {{so_phut}} phút. Ông/Bà chỉ đọc mã cho nhân viên "
            "khi chính Ông/Bà đang gọi {hotline}, không đọc cho người gọi đến."
        ),
        Lane.OTP,
        True,
    ),
    (
        "tong_dai_giay_to",
        (
            "BHXH Việt Nam: Khi đến cơ quan BHXH, Ông/Bà mang căn cước công dân và tờ khai đã ký (nếu có). "
            "Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "tong_dai_trang",
        (
            "BHXH Việt Nam: Ông/Bà đăng ký tài khoản, tra cứu và gửi phản ánh tại {{trang}}. "
            "Không cung cấp mật khẩu, mã xác thực cho bất kỳ ai. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "tong_dai_goi_lai",
        (
            "BHXH Việt Nam: Tổng đài đã gọi lại cho Ông/Bà nhưng chưa gặp. Khi thuận tiện, Ông/Bà vui lòng gọi {hotline}."
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    ("tong_dai_tu_soan", "{{noi_dung}}", Lane.TRANSACTIONAL, False),  # an agent's own words; the backend composes them
    (
        "tai_khoan",
        (
            "BHXH Việt Nam: Tài khoản của Ông/Bà đã được mở. Tên đăng nhập: {{ma_so_bhxh}}, mật khẩu lần đầu: {{mat_khau}}. "
            "Ông/Bà vui lòng đổi mật khẩu khi đăng nhập. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "tai_khoan_con",  # to the guardian's phone
        (
            "BHXH Việt Nam: Tài khoản của con Ông/Bà đã được mở. Tên đăng nhập: {{ma_so_bhxh}}, mật khẩu lần đầu: {{mat_khau}}. "
            "Vui lòng đổi mật khẩu khi con đăng nhập. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "tra_ma_so",
        (
            "BHXH Việt Nam: Mã số BHXH của Ông/Bà {{ho_ten}} là {{ma_so_bhxh}}. "
            "Nếu Ông/Bà không tra cứu, vui lòng báo {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "tu_choi",
        (
            "BHXH Việt Nam: Hồ sơ {{so_ho_so}} của Ông/Bà chưa được chấp nhận. Lý do: {{ly_do}}. "
            "Ông/Bà vui lòng bổ sung và nộp lại. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "cap_ma_so",
        (
            "BHXH Việt Nam: Hồ sơ {{so_ho_so}}: mã số BHXH và họ tên đã khai chưa có trong dữ liệu hộ gia đình. "
            "Ông/Bà vui lòng đến {{co_quan}} kê khai cấp mã số BHXH, rồi đăng ký lại. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "tiep_nhan",
        (
            "BHXH Việt Nam: Đã ghi nhận tờ khai {{so_ho_so}} của Ông/Bà. Vui lòng nộp tờ khai đã ký tại {{co_quan}} "
            "chậm nhất ngày {{han_nop}}. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "phan_anh_tiep_nhan",
        (
            "BHXH Việt Nam: {{co_quan}} đã nhận phản ánh {{so_phan_anh}} của Ông/Bà và sẽ trả lời trước {{han_tra_loi}}. "
            "Xem kết quả tại mục Phản ánh bằng số này và số điện thoại. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "phan_anh_tra_loi",
        (
            "BHXH Việt Nam: {{co_quan}} đã trả lời phản ánh {{so_phan_anh}} của Ông/Bà. "
            "Xem tại mục Phản ánh bằng số này và số điện thoại. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "co_tra_loi",
        (
            "BHXH Việt Nam: Ông/Bà có trả lời mới từ nhân viên tổng đài. "
            "Vui lòng mở Zalo, nhắn một tin bất kỳ cho chúng tôi để xem. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        True,
    ),
    (
        "truc_the_tu_choi",
        (
            "BHXH Việt Nam: Có người đang ở cơ sở khám chữa bệnh bị từ chối thẻ BHYT, thuộc {{co_quan}}. "
            "Cán bộ trực vui lòng vào mục Trực thẻ bị từ chối hoặc gọi {hotline}"
        ),
        Lane.TRANSACTIONAL,
        True,
    ),
    (
        "tiep_nhan_con",
        (
            "BHXH Việt Nam: Đã ghi nhận hồ sơ {{so_ho_so}} đăng ký tài khoản cho con của Ông/Bà tại {{co_quan}}. "
            "Ông/Bà cần gửi ảnh giấy khai sinh chậm nhất ngày {{han_nop}} nếu chưa gửi. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "sap_het_han",
        (
            "BHXH Việt Nam: Hồ sơ {{so_ho_so}} của Ông/Bà sẽ tự động xóa sau ngày {{han_nop}} nếu chưa nộp đủ tại {{co_quan}}. "
            "Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "canh_bao_thay_doi",
        (
            "BHXH Việt Nam: Có yêu cầu đổi {{noi_dung}} của tài khoản Ông/Bà (hồ sơ {{so_ho_so}}). "
            "Nếu không phải Ông/Bà yêu cầu, vui lòng gọi ngay {hotline}."
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "thay_doi_xong",
        (
            "BHXH Việt Nam: Hồ sơ {{so_ho_so}} đã được duyệt, {{noi_dung}} của tài khoản Ông/Bà đã được cập nhật. "
            "Nếu không phải Ông/Bà yêu cầu, vui lòng gọi ngay {hotline}."
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "nhac_doi_mat_khau",
        (
            "BHXH Việt Nam: Mật khẩu tài khoản của Ông/Bà cần đổi chậm nhất ngày {{han_doi}} (6 tháng một lần). "
            "Ông/Bà đăng nhập và chọn Đổi mật khẩu. Không cung cấp mật khẩu cho bất kỳ ai. Hỗ trợ: {hotline}"
        ),
        Lane.BULK,
        False,
    ),
)


def seed(connection: Connection, config: GatewayConfig) -> list[Template]:
    """Store the templates that the product itself uses where their name is free; returns what was added.

    A name that exists is left alone, so that a wording changed by the operator survives every restart.
    """
    added = []
    for name, body, lane, without_accents in _SEEDED:
        if newest(connection, name) is None:
            filled = body.format(hotline=config.hotline)
            added.append(create(connection, name, filled, lane, without_accents))
    return added
