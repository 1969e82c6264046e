"""Texts of what agents take, and of passing a conversation on."""

VI = {
    "hotline.skills.title": "Kỹ năng nhân viên",
    "hotline.skills.how": "Không chọn chủ đề nào nghĩa là nhận mọi chủ đề. Người dân chờ quá 3 phút, hoặc đang ưu tiên, được chuyển cho bất kỳ nhân viên nào.",
    "hotline.skills.most": "Số cuộc mở cùng lúc, nhiều nhất",
    "hotline.skills.save": "Lưu",
    "hotline.skills.most_form": "Số cuộc mở cùng lúc là số từ 1 đến {most}.",
    "hotline.skills.too_many": "{who} đang giữ {limit} cuộc trò chuyện, nhiều nhất cho tài khoản này. Vui lòng kết thúc hoặc trả bớt rồi nhận tiếp.",
    "hotline.skills.none_fits": "Trong hàng chờ chưa có cuộc nào thuộc chủ đề của tài khoản này. Có thể tự chọn một cuộc trong danh sách.",
    "hotline.skills.pass_to": "Chuyển cho đồng nghiệp đang trực",
    "hotline.skills.taker": "{who} (đang giữ {open}/{most})",
    "hotline.skills.note": "Lời nhắn cho đồng nghiệp",
    "hotline.skills.pass": "Chuyển",
    "hotline.skills.nobody_there": "Chưa có đồng nghiệp nào đang trực còn nhận thêm được; có thể trả về hàng chờ.",
    "hotline.skills.note_needed": "Vui lòng ghi lời nhắn để đồng nghiệp biết vì sao chuyển và cần làm gì tiếp.",
    "hotline.skills.not_there": "Đồng nghiệp này không còn đang trực. Vui lòng chọn người khác hoặc trả về hàng chờ.",
    "hotline.skills.passed_note": "Chuyển cho {to}: {words}",
}
