"""What is kept of whom, in English."""

EN = {
    "privacy.consent.registration": (
        "By sending the declaration you agree that the social insurance agency uses the details and pictures you entered to make and check "
        "the registration. They are deleted after 10 days if you have not handed them in, and you may delete them sooner."
    ),
    "privacy.consent.chat": (
        "What is said in the chat is kept for 24 hours at most. A question that was not understood may be kept to improve the assistant, "
        "after names, phone numbers, codes and whatever else leads to you have been removed."
    ),
    "privacy.consent.own_data": (
        "You may see your data, take a copy, ask for corrections and see who has read it. Your medical visits are never sent by SMS."
    ),
    "privacy.notice.title": "Your personal data",
    "privacy.notice.link": "Personal data",
    "privacy.notice.intro": (
        "This page says what the assistant keeps about you, for how long, and what you may ask. "
        "Data is stored encrypted, and whoever reads yours is written down."
    ),
    "privacy.notice.consent": "What you are told beforehand",
    "privacy.notice.kept": "What is kept, and for how long",
    "privacy.notice.rights": "Your rights",
    "privacy.notice.account": "See and download your data in your account",
    "privacy.notice.feedback": "Send feedback",
    "privacy.kept.chat.what": "What was said in the chat",
    "privacy.kept.chat.time": "24 hours after the last message; card numbers, codes and names you typed: 1 hour",
    "privacy.kept.unclear.what": "Questions that were not understood, without what leads to who asked",
    "privacy.kept.unclear.time": "180 days at most",
    "privacy.kept.registration.what": "Declarations and pictures that were not handed in",
    "privacy.kept.registration.time": "10 days after the declaration",
    "privacy.kept.dossier.what": "Dossiers that were handed in, with their pictures",
    "privacy.kept.dossier.time": "as the register of the insurance, or until a request to erase your data is granted",
    "privacy.kept.account.what": "Your account",
    "privacy.kept.account.time": "until you delete it",
    "privacy.kept.register.what": "Contributions, health insurance cards, benefits and medical visits (a copy of the insurance's register)",
    "privacy.kept.register.time": "as long as the insurance has to settle what you are entitled to",
    "privacy.kept.feedback.what": "Feedback that was settled",
    "privacy.kept.feedback.time": "5 years after it was closed",
    "privacy.kept.channels.what": "Phone numbers linked with Telegram or Zalo",
    "privacy.kept.channels.time": "180 days after their last use, or until you unlink them",
    "privacy.kept.calls.what": "Phone numbers to call back",
    "privacy.kept.calls.time": "7 days after the last step",
    "privacy.kept.looks.what": "Who has looked at data (not the data itself)",
    "privacy.kept.looks.time": "never deleted, so that you can always check it",
    "privacy.right.see": "See your data, and who has seen it, in your account.",
    "privacy.right.copy": "Download a copy of your data.",
    "privacy.right.correct": "Ask for corrections: by a change request or by feedback.",
    "privacy.right.erase": "Ask for erasure of data or of the account; the agency keeps what the law says must be kept.",
    "privacy.right.unlink": "Write “hủy liên kết” to unlink your phone number from Telegram, Zalo or SMS.",
}
