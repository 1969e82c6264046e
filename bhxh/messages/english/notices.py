"""`bhxh.messages.notices` in English."""

EN = {
    "notices.title": "Reminders",
    "notices.head": "Reminders",
    "notices.waiting": "{count} not seen yet",
    "notices.lead": "Feedback in your care that is overdue or was urged. What you have not seen is on top; each is kept for 90 days.",
    "notices.none": "There are no reminders.",
    "notices.new": "new",
    "notices.see": "Seen",
    "notices.see_of": "Mark {about} as seen",
    "notices.see_all": "Mark all as seen",
    "notices.mail": "Reminders by e-mail",
    "notices.mail_label": "E-mail address",
    "notices.mail_hint": "Leave empty for none. The e-mail names numbers of feedback and nothing of any citizen. For example: thuha1985@gmail.com.",
    "notices.mail_save": "Save address",
    "notices.kind.feedback_take": "{about} should have been taken up by {deadline}. Agency: {agency}.",
    "notices.kind.feedback_answer": "{about} should have been answered by {deadline}. Agency: {agency}.",
    "notices.kind.feedback_urgent": "Urgent: {about}, a refused card, is overdue since {deadline}. Agency: {agency}.",
    "notices.kind.feedback_reply": "{about}: {agency} has not replied; its deadline was {deadline}.",
    "notices.kind.feedback_urged": "{about} was urged by the unit that follows it up. Agency: {agency}; answer due by {deadline}.",
}
