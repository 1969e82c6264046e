"""The KCB book as text blocks that fit a phone's screen."""

VI = {
    "kcb.not_here": (
        "Để giữ kín, lịch sử khám chữa bệnh không gửi qua tin nhắn SMS. Ông/Bà xem trên web, trong ứng dụng hoặc Zalo, Telegram (có mã OTP)."
    ),
    "kcb.none": "Sổ khám chữa bệnh của Ông/Bà chưa có lượt khám nào. Nếu thấy thiếu, mời Ông/Bà gọi {hotline}.",
    "kcb.none_in": "{when}: Ông/Bà không có lượt khám chữa bệnh BHYT nào.",
    "kcb.none_at": "{when}: Ông/Bà không có lượt khám chữa bệnh BHYT nào tại: {facility}.",
    "kcb.latest": "Lượt khám chữa bệnh gần nhất:",
    "kcb.years.head": "Sổ khám chữa bệnh: {visits} lượt, {years} năm",
    "kcb.years.line": "• Năm {year}: {visits} lượt, tổng chi phí {total}\n  BHYT trả {insurance}, Ông/Bà trả {paid}",
    "kcb.years.column.year": "Năm",
    "kcb.years.column.visits": "Lượt",
    "kcb.years.column.total": "Chi phí",
    "kcb.years.column.insurance": "BHYT trả",
    "kcb.years.column.paid": "Ông/Bà trả",
    "kcb.visits.head": "{when}: {visits} lượt khám chữa bệnh",
    "kcb.visits.head_at": "{when}, tại {facility}: {visits} lượt khám chữa bệnh",
    "kcb.visits.sum": "Tổng cộng {total}; BHYT trả {insurance}, Ông/Bà trả {paid}",
    "kcb.visits.more": "Còn {count} lượt cũ hơn; Ông/Bà chọn từng năm để xem.",
    "kcb.visits.line": (
        "{number}. {dates}: {facility} ({province})\n   {diagnosis} ({icd10})\n"
        "   Tổng {total}; BHYT trả {insurance}, Ông/Bà trả {paid}"
    ),
    "kcb.visit.facility": "Cơ sở: {facility} ({province})",
    "kcb.visit.department": "{department} – {care}",
    "kcb.visit.dates": "Vào: {admitted} – Ra: {discharged}",
    "kcb.visit.paid_on": "Thanh toán: {paid_on}",
    "kcb.visit.diagnosis": "Chẩn đoán: {diagnosis} (ICD-10: {icd10})",
    "kcb.visit.benefit": "Mức hưởng BHYT: {percent}%",
    "kcb.visit.costs": "Chi phí:",
    "kcb.visit.line": "• {name}: {quantity} {unit} x {unit_price} = {total}",
    "kcb.visit.line_sum": "• {name}: {quantity} {unit}, {total}",
    "kcb.visit.rest": "• {count} khoản khác: {total}. Ông/Bà xem đủ tại mục Tài khoản, Sổ khám chữa bệnh trên trang web.",
    "kcb.visit.total": "Tổng chi phí: {total}",
    "kcb.visit.insurance": "– Quỹ BHYT trả: {insurance}",
    "kcb.visit.copay": "– Ông/Bà cùng chi trả: {copay}",
    "kcb.visit.self_pay": "– Ông/Bà tự trả (ngoài phạm vi BHYT): {self_pay}",
    "kcb.visit.other": "– Nguồn khác: {other}",
    "kcb.visit.wrong": "Nếu Ông/Bà không khám lượt này, mời gọi {hotline} để được kiểm tra.",
    "kcb.cost.all": "Tổng chi phí khám chữa bệnh",
    "kcb.cost.visit": "Lượt",
    "kcb.cost.rest": "Chi phí khác trong lượt khám",
    "kcb.facility.code": "Cơ sở KCB mã {code}",
    "kcb.department.code": "Khoa {code}",
    "kcb.title.year": "Năm {year} ({visits} lượt)",
    "kcb.title.visit": "{date} – {facility}",
}
