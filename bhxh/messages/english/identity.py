"""`bhxh.messages.identity` in English."""

EN = {
    "identity.cannot_send": (
        "No code could be sent for this number: it may be wrong, or no mobile number has been registered with the social "
        "security agency. Please check what you entered, or call the hotline {hotline}."
    ),
    "identity.cannot_send_dossier": (
        "No code could be sent for this dossier. Please check the number in the confirmation message, for example {example}, "
        "or call the hotline {hotline}."
    ),
    "identity.too_many": "You have asked for a code too often. Please try again in {minutes} minutes or call the hotline {hotline}.",
    "identity.resend_wait": "A code was sent a moment ago. Please wait {seconds} seconds before asking for another.",
    "identity.sms_down": "Text messages are disturbed, so no code could be sent. Please try again in a few minutes or call the hotline {hotline}.",
    "identity.none_pending": "No code is waiting to be typed in. Please ask again to receive a new one.",
    "identity.not_a_code": "The code has 6 digits, for example 123456. Please type it again.",
    "identity.wrong": "The code is not right. You have {left} tries left.",
    "identity.expired": "The code has run out or was used already.",
    "identity.locked": "The code is locked after too many wrong tries. Please ask for a new one, or call the hotline {hotline}.",
    "identity.needed": "To see this, please confirm with a code sent to your registered phone.",
    "identity.phone_tail": "phone number ending in {tail}",
    "identity.busy": "A great many codes are being sent just now. Please try again in a minute.",
    "identity.label": "Code (OTP)",
    "identity.sent": "A 6-digit code was sent to the phone number ending in {tail}; it is valid for {minutes} minutes. Never tell it to anybody, whoever they say they are.",
    "identity.hint": "The 6 digits in the text message, for example 123456.",
    "identity.resend": "Send another code",
    "identity.closed": "The code was wrong 5 times in a row. Please try again in 15 minutes, or call the hotline {hotline}.",
}
