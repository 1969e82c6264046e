"""`bhxh.messages.photo` in English."""

EN = {
    "photo.kind.portrait": "Portrait",
    "photo.kind.id_front": "Front of the papers",
    "photo.kind.id_back": "Back of the papers",
    "photo.kind.birth_certificate": "Birth certificate",
    "photo.hint.birth_certificate": "The child's birth certificate, original or copy. Straight, readable, with all four corners.",
    "photo.hint.portrait": "Face the camera, in good light, without a hat or sunglasses.",
    "photo.hint.id_front": "The side of the CCCD or CMND with the picture; of a passport the page with the picture. Readable, with all four corners.",
    "photo.hint.id_back": "The other side of the CCCD or CMND; of a passport the cover. Readable, with all four corners.",
    "photo.empty": "The file is empty. Please take or choose the picture again.",
    "photo.too_big": "The file is larger than {megabytes} MB. Please take the picture again or choose a smaller one.",
    "photo.type": "This file is no usable picture. Please choose a JPEG, PNG or WebP picture, for example one taken with a phone.",
    "photo.heic": (
        "HEIC pictures cannot be used yet. On an iPhone open Settings, Camera, Formats, choose “Most Compatible” and take the picture "
        "again, or send a JPEG."
    ),
    "photo.too_many_pixels": "The picture is too large. Please take it again at a usual resolution.",
    "photo.too_small": "The picture is too small to be read. Each side needs at least {pixels} pixels; please take it again, closer and sharper.",
    "photo.damaged": "The file is damaged or was not sent completely. Please take or choose the picture again.",
    "photo.infected": "This file holds malware and was not taken. Please take a new picture with a phone and send that.",
    "photo.scan_down": "Files cannot be checked at the moment, so the picture was not taken. Please send it again in a few minutes.",
    "photo.none_chosen": "No picture was chosen. Please take one or choose one, then go on.",
    "photo.missing": "Still missing: {kinds}. Please send all pictures, then press “Done”.",
    "photo.request_too_big": "The pictures sent at once are too large. Each may have {megabytes} MB; please send them one by one.",
    "photo.form_expired": "The page was open too long, or the browser blocks cookies, so nothing was saved. Please try again.",
    "photo.page.title": "Pictures for your dossier",
    "photo.page.error": "Error:",
    "photo.page.not_saved": "Not saved",
    "photo.page.number": "Dossier",
    "photo.page.intro": "Please send the pictures below by {deadline}. You may send them one by one, and again to replace one that is not clear.",
    "photo.page.saved": "Saved.",
    "photo.page.progress": "{count} of {needed} pictures.",
    "photo.page.all_there": "All pictures are there. Please look at each, then press “Done” below.",
    "photo.page.present": "There is a picture",
    "photo.page.absent": "No picture yet",
    "photo.page.alt": "{kind} that you sent",
    "photo.page.choose": "Take or choose a picture",
    "photo.page.choose_other": "Choose another one to replace it",
    "photo.page.rules": "At most {megabytes} MB each, JPEG, PNG or WebP. Pictures are stored encrypted and used for this dossier alone.",
    "photo.page.upload": "Send pictures",
    "photo.page.closing": "After “Done” this page closes and pictures can no longer be replaced.",
    "photo.page.complete": "Done",
    "photo.done.title": "All pictures received",
    "photo.done.thanks": "Thank you. The pictures are in your dossier.",
    "photo.done.next": (
        "What is left: print the declaration, sign it and bring it with your papers to the receiving agency within 10 days of the declaration. "
        "After that the dossier is deleted."
    ),
}
