"""What the stand-in's bot answers, one kind of reply after another."""

from typing import Any

LONG = (
    "Quỹ BHYT chi trả chi phí khám chữa bệnh đúng tuyến theo mức hưởng ghi bằng ký tự thứ ba trên thẻ:\n"
    "• Mức 1 và 2: 100% chi phí trong phạm vi được hưởng.\n"
    "• Mức 3: 95%, phần còn lại do người bệnh cùng chi trả.\n"
    "• Mức 4: 80%.\n"
    "• Mức 5: 100%, kể cả chi phí vận chuyển.\n\n"
    "Người bệnh đi khám tại tuyến xã, hoặc chi phí một lần khám thấp hơn 15% lương cơ sở thì được chi trả 100%. "
    "Người tham gia 5 năm liên tục có số tiền cùng chi trả trong năm lớn hơn 6 tháng lương cơ sở được chi trả 100% "
    "cho đến hết năm đó. Chi tiết xem tại baohiemxahoi.gov.vn hoặc gọi 19009696."
)
VISITS = (
    "Năm 2026: 3 lượt khám chữa bệnh\n"
    "1. 12/03/2026: Bệnh viện Nguyễn Trãi (TP. Hồ Chí Minh)\n"
    "   Tăng huyết áp vô căn (I10)\n   Tổng 1.250.000 đ; BHYT trả 1.000.000 đ, Ông/Bà trả 250.000 đ\n"
    "2. 02/06/2026 – 09/06/2026: Bệnh viện Chợ Rẫy (TP. Hồ Chí Minh)\n"
    "   Viêm phổi do phế cầu khuẩn (J13)\n   Tổng 18.420.500 đ; BHYT trả 14.736.400 đ, Ông/Bà trả 3.684.100 đ\n"
    "3. 21/10/2026: Trạm y tế Phường 7, Quận 5 (TP. Hồ Chí Minh)\n"
    "   Viêm họng cấp (J02)\n   Tổng 96.000 đ; BHYT trả 96.000 đ, Ông/Bà trả 0 đ"
)
HOSTILE = (
    '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> javascript:window.hacked=1 '
    "https://evil.example/a https://gov.vn@evil.example/b https://evilgov.vn/c https://gov.vn.evil.example/d "
    "//evil.example/e data:text/html,x"
)
LATE = "Hệ thống đang cần thêm thời gian, xin Ông/Bà chờ ít phút. Câu trả lời sẽ hiện ngay tại đây."

_SOURCE = {"source": "Luật Bảo hiểm y tế 2008, sửa đổi 2014 và 2024, Điều 22", "as_of": "2026-11"}
_DECLARATION = (
    "Tờ khai của Ông/Bà: /ho-so/to-khai/4f0c.pdf (PDF). Cổng dịch vụ: https://dichvucong.baohiemxahoi.gov.vn/#/index."
)
_REPLIES: dict[str, list[dict[str, Any]]] = {
    "hưởng": [{"text": LONG, "meta": _SOURCE}],
    "lịch sử": [{"text": VISITS, "buttons": ["12/03/2026 – Bệnh viện Nguyễn Trãi", "02/06/2026 – Bệnh viện Chợ Rẫy"]}],
    "đăng ký": [{"text": "Hồ sơ đã được ghi nhận."}, {"text": _DECLARATION, "buttons": ["Sửa lại", "Hủy"]}],
    "tấn công": [{"text": HOSTILE, "buttons": ["<b>Nút</b>"], "meta": {"source": "<i>nguồn</i>", "as_of": "<u>x"}}],
    "chậm": [{"text": LATE}],
    "cảm ơn": [{"text": "Rất vui được giúp Ông/Bà.", "meta": {"intent": "thanks"}}],
    "mã số": [
        {
            "text": "Mời Ông/Bà nhập 15 ký tự trên thẻ BHYT, ví dụ: DN 4 79 7912345678.",
            "buttons": ["Thẻ chỉ có 10 số", "Không tìm thấy thẻ", "Gặp nhân viên"],
        }
    ],
}


def replies(text: str) -> list[dict[str, Any]]:
    """The replies to `text`, by what it mentions."""
    for mentioned, answer in _REPLIES.items():
        if mentioned in text.lower():
            return answer
    return [{"text": f"Tôi đã nhận: {text}"}]
