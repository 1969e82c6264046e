"""`bhxh.messages.feedback` in English."""

EN = {
    "feedback.subject.thong_tin_ca_nhan": "Personal data",
    "feedback.subject.tham_gia": "Participation in social, health or unemployment insurance",
    "feedback.subject.the_bhyt": "What stands on the health insurance card",
    "feedback.subject.huong": "Social or unemployment insurance benefits",
    "feedback.subject.kcb": "Medical care under health insurance",
    "feedback.subject.the_bi_tu_choi": "A facility does not accept the card in VssID",
    "feedback.subject.ung_dung": "Technical fault of the VssID app",
    "feedback.subject.khac": "Something else",
    "feedback.monitor.thu_so_the": "Department of Collection, Books and Cards (Ban Quản lý Thu - Sổ, Thẻ)",
    "feedback.monitor.chinh_sach_bhxh": "Department of Social Insurance Policy (Ban Thực hiện chính sách BHXH)",
    "feedback.monitor.chinh_sach_bhyt": "Department of Health Insurance Policy (Ban Thực hiện chính sách BHYT)",
    "feedback.monitor.cntt": "Information Technology Centre (Trung tâm Công nghệ thông tin)",
    "feedback.channel.web": "Feedback page",
    "feedback.channel.tai_khoan": "Personal pages",
    "feedback.channel.chat": "Chat with the assistant",
    "feedback.channel.tong_dai": "Hotline or counter",
    "feedback.state.moi": "Received",
    "feedback.state.dang_xu_ly": "In progress",
    "feedback.state.cho_phoi_hop": "Waiting for another agency",
    "feedback.state.da_tra_loi": "Answered",
    "feedback.state.da_dong": "Closed",
    "feedback.unknown": "There is no such feedback within your scope. Please check the number, for example PA-079-7K4Q-9M2X.",
    "feedback.number.format": "This is not a feedback number. Please look it up in the confirmation message, for example PA-079-7K4Q-9M2X.",
    "feedback.no_match": (
        "Number and phone do not belong together. Please enter the phone you gave with the feedback, for example 0912345678, "
        "or call {hotline}."
    ),
    "feedback.too_many_tries": "Too many wrong tries. Please try again in {minutes} minutes or call {hotline}.",
    "feedback.too_many": (
        "{most} feedbacks were sent with this phone in the last 24 hours. Please wait for the answers, or call {hotline} if it is urgent."
    ),
    "feedback.too_many_here": (
        "Many feedbacks have just come from this connection. Please try again in an hour, or call {hotline} if it is urgent."
    ),
    "feedback.pictures_full": "There are {most} pictures already, the most that one feedback takes. You can tell the officer more later.",
    "feedback.agency_missing": "Please choose a province and enter an agency's name or code, for example Quận 5 or 07915.",
    "feedback.agency_near": "It is not clear which agency is meant. It could be: {options}.",
    "feedback.text.short": "This is too short. Please write at least {least} characters: what happened, where and when.",
    "feedback.text.long": "This is longer than {most} characters. Please shorten it to the main points.",
    "feedback.province": "Please choose the provincial agency that receives it, for example BHXH TP. Hồ Chí Minh.",
    "feedback.subject": "Please choose what it is about, for example medical care.",
    "feedback.visit_unknown": "There is no such visit in your book. Please open the book again and choose the visit.",
    "feedback.not_now": "The feedback is “{state}”, so this cannot be done. Please reload the page.",
    "feedback.changed": "Somebody else has just changed this feedback. Please reload the page and look before you go on.",
    "feedback.not_yours": "Another agency works on this feedback. You can only answer what your own agency was asked.",
    "feedback.agency_own": "It can only be given to another agency of the same province, for example [07915] BHXH Quận 5.",
    "feedback.agency_other": "Please choose another agency, for example [07915] BHXH Quận 5.",
    "feedback.asked_already": "This agency was asked and has not answered yet. Please wait, or take the earlier question back first.",
    "feedback.too_many_requests": "Too many questions are still open. Please take some back before asking more.",
    "feedback.request_over": "This question was answered or taken back. Please reload the page.",
    "feedback.sends_away": (
        "This answer seems to send the citizen to another agency, which letter 3717/BHXH-CNTT, section 5, forbids: ask that agency "
        "instead. If the answer settles the matter, tick the confirmation and send it again."
    ),
    "feedback.rating_form": "Please choose how satisfied you are from 1 to 5, for example 4.",
    "feedback.rated": "You have rated this answer. Thank you.",
    "feedback.reopen_over": (
        "More than {days} days have passed since the answer, or it was reopened several times. Please send a new feedback or call {hotline}."
    ),
}
