"""`bhxh.messages.hotline_sms` in English; the SMS itself stays Vietnamese."""

EN = {
    "hotline.sms.title": "Write the caller an SMS of your own",
    "hotline.sms.body": "BHXH Việt Nam: {words} Hỗ trợ: {hotline}",
    "hotline.sms.words": "Message",
    "hotline.sms.hint": "{characters} characters and {segments} segments at most. No BHXH code, card, paper or dossier number, password or OTP: nobody has confirmed that this number is the caller's. The beginning and the hotline's number are added by themselves.",
    "hotline.sms.accents": "Keep Vietnamese accents (takes more segments)",
    "hotline.sms.preview": "Preview",
    "hotline.sms.nothing": "The message is shown here as you write it.",
    "hotline.sms.empty": "Please write the message.",
    "hotline.sms.too_long": "The message takes {segments} segments, {most} at most are sent. Please shorten it, or leave the accents out.",
    "hotline.sms.personal": "The text holds “{what}”, which looks like a code, card, paper or dossier number, or an OTP. Please leave it out; the BHXH code goes to the phone on record only, by a button of its own.",
    "hotline.sms.foreign_link": "Only links to this site or to public bodies (.gov.vn) are sent. Please leave out “{host}”.",
    "hotline.sms.note": "An SMS of one's own was sent to {to}: “{body}”",
}
