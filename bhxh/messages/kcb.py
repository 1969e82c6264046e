"""The KCB book as text blocks that fit a phone's screen."""

VI = {
    "kcb.none": "Sổ khám chữa bệnh của Ông/Bà chưa có lượt khám nào. Nếu thấy thiếu, mời Ông/Bà gọi {hotline}.",
    "kcb.none_in_year": "Năm {year} Ông/Bà không có lượt khám chữa bệnh BHYT nào.",
    "kcb.years.head": "Sổ khám chữa bệnh: {visits} lượt, {years} năm",
    "kcb.years.line": "• Năm {year}: {visits} lượt, tổng chi phí {total}\n  BHYT trả {insurance}, Ông/Bà trả {paid}",
    "kcb.visits.head": "Năm {year}: {visits} lượt khám chữa bệnh",
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
    "kcb.visit.total": "Tổng chi phí: {total}",
    "kcb.visit.insurance": "– Quỹ BHYT trả: {insurance}",
    "kcb.visit.copay": "– Ông/Bà cùng chi trả: {copay}",
    "kcb.visit.self_pay": "– Ông/Bà tự trả (ngoài phạm vi BHYT): {self_pay}",
    "kcb.visit.other": "– Nguồn khác: {other}",
    "kcb.visit.wrong": "Nếu Ông/Bà không khám lượt này, mời gọi {hotline} để được kiểm tra.",
    "kcb.title.year": "Năm {year} ({visits} lượt)",
    "kcb.title.visit": "{date} – {facility}",
}
