"""`bhxh.messages.mailbox` in English."""

EN = {
    "mailbox.title": "The demo's e-mails",
    "mailbox.why": "The demo sends no e-mail; what citizens would have got is shown here, in Vietnamese as they would have got it.",
    "mailbox.to": "To {to}, {date}",
    "mailbox.empty": "None yet.",
}
