"""Feedback: subjects, states, what is wrong with what was typed."""

VI = {
    "feedback.subject.thong_tin_ca_nhan": "Thông tin cá nhân",
    "feedback.subject.tham_gia": "Quá trình tham gia BHXH, BHYT, BHTN",
    "feedback.subject.the_bhyt": "Thông tin trên thẻ BHYT",
    "feedback.subject.huong": "Hưởng chế độ BHXH, BHTN",
    "feedback.subject.kcb": "Khám, chữa bệnh BHYT",
    "feedback.subject.the_bi_tu_choi": "Cơ sở khám, chữa bệnh không nhận thẻ trên VssID",
    "feedback.subject.ung_dung": "Lỗi kỹ thuật của ứng dụng VssID",
    "feedback.subject.khac": "Nội dung khác",
    "feedback.monitor.thu_so_the": "Ban Quản lý Thu - Sổ, Thẻ",
    "feedback.monitor.chinh_sach_bhxh": "Ban Thực hiện chính sách BHXH",
    "feedback.monitor.chinh_sach_bhyt": "Ban Thực hiện chính sách BHYT",
    "feedback.monitor.cntt": "Trung tâm Công nghệ thông tin",
    "feedback.channel.web": "Trang Phản ánh",
    "feedback.channel.tai_khoan": "Trang cá nhân",
    "feedback.channel.chat": "Trò chuyện với trợ lý",
    "feedback.channel.tong_dai": "Tổng đài, quầy tiếp nhận",
    "feedback.state.moi": "Đã tiếp nhận",
    "feedback.state.dang_xu_ly": "Đang xử lý",
    "feedback.state.cho_phoi_hop": "Đang phối hợp với cơ quan khác",
    "feedback.state.da_tra_loi": "Đã trả lời",
    "feedback.state.da_dong": "Đã đóng",
    "feedback.unknown": "Không có phản ánh này trong phạm vi của Ông/Bà. Vui lòng kiểm tra lại số phản ánh, ví dụ: PA-079-7K4Q-9M2X.",
    "feedback.number.format": "Số phản ánh không đúng dạng. Ông/Bà xem lại tin nhắn xác nhận, ví dụ: PA-079-7K4Q-9M2X.",
    "feedback.no_match": (
        "Số phản ánh và số điện thoại không khớp. Ông/Bà nhập đúng số điện thoại đã dùng khi gửi phản ánh, ví dụ: 0912345678, "
        "hoặc gọi {hotline} để được hỗ trợ."
    ),
    "feedback.too_many_tries": (
        "Đã nhập sai quá nhiều lần. Ông/Bà vui lòng thử lại sau {minutes} phút hoặc gọi {hotline} để được hỗ trợ."
    ),
    "feedback.too_many": (
        "Số điện thoại này đã gửi {most} phản ánh trong 24 giờ qua. Ông/Bà vui lòng chờ trả lời, hoặc gọi {hotline} nếu việc gấp."
    ),
    "feedback.too_many_here": "Đường truyền này vừa gửi nhiều phản ánh. Ông/Bà vui lòng thử lại sau một giờ, hoặc gọi {hotline} nếu việc gấp.",
    "feedback.pictures_full": "Đã có {most} ảnh, là mức tối đa cho một phản ánh. Ông/Bà có thể mô tả thêm khi cán bộ liên hệ.",
    "feedback.agency_missing": "Vui lòng chọn tỉnh và nhập tên hoặc mã cơ quan BHXH, ví dụ: Quận 5 hoặc 07915.",
    "feedback.agency_near": "Không rõ cơ quan nào. Có thể là: {options}.",
    "feedback.text.short": "Nội dung còn quá ngắn. Ông/Bà vui lòng viết ít nhất {least} ký tự, nêu việc gì, ở đâu, khi nào.",
    "feedback.text.long": "Nội dung dài quá {most} ký tự. Ông/Bà vui lòng rút gọn những ý chính.",
    "feedback.province": "Ông/Bà vui lòng chọn BHXH tỉnh, thành phố tiếp nhận, ví dụ: BHXH TP. Hồ Chí Minh.",
    "feedback.subject": "Ông/Bà vui lòng chọn việc cần phản ánh, ví dụ: Khám, chữa bệnh BHYT.",
    "feedback.visit_unknown": "Không có lượt khám này trong sổ của Ông/Bà. Vui lòng mở lại sổ khám, chữa bệnh và chọn lượt khám.",
    "feedback.not_now": "Phản ánh đang ở trạng thái «{state}» nên không thực hiện được việc này. Vui lòng tải lại trang.",
    "feedback.changed": "Phản ánh vừa được người khác cập nhật. Vui lòng tải lại trang và xem trước khi làm tiếp.",
    "feedback.not_yours": "Phản ánh này do cơ quan khác xử lý. Ông/Bà chỉ trả lời được phần cơ quan mình được hỏi.",
    "feedback.agency_own": "Chỉ giao được cho cơ quan BHXH khác trong cùng tỉnh, ví dụ: [07915] BHXH Quận 5.",
    "feedback.agency_other": "Vui lòng chọn một cơ quan BHXH khác để phối hợp, ví dụ: [07915] BHXH Quận 5.",
    "feedback.asked_already": "Cơ quan này đã được hỏi và chưa trả lời. Vui lòng chờ, hoặc thu hồi yêu cầu cũ trước.",
    "feedback.too_many_requests": "Đang có quá nhiều yêu cầu phối hợp chưa trả lời. Vui lòng thu hồi bớt trước khi hỏi thêm.",
    "feedback.request_over": "Yêu cầu phối hợp này đã được trả lời hoặc đã thu hồi. Vui lòng tải lại trang.",
    "feedback.sends_away": (
        "Câu trả lời có vẻ yêu cầu người dân đến cơ quan khác. Công văn 3717/BHXH-CNTT mục 5 cấm việc này: hãy gửi yêu cầu phối hợp "
        "cho cơ quan đó. Nếu câu trả lời đã giải quyết xong việc, hãy đánh dấu xác nhận rồi gửi lại."
    ),
    "feedback.rating_form": "Ông/Bà vui lòng chọn mức hài lòng từ 1 đến 5, ví dụ: 4.",
    "feedback.rated": "Ông/Bà đã đánh giá câu trả lời này. Xin cảm ơn Ông/Bà.",
    "feedback.reopen_over": (
        "Đã quá {days} ngày kể từ khi trả lời, hoặc phản ánh đã mở lại nhiều lần. Ông/Bà vui lòng gửi phản ánh mới hoặc gọi {hotline}."
    ),
}
