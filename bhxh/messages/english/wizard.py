"""`bhxh.messages.wizard` in English."""

EN = {
    "wizard.menu": "Register an account",
    "wizard.title": "Register for electronic transactions",
    "wizard.intro": (
        "Fill in form 01 to get an account for your social and health insurance (VssID). It takes about 10 minutes and is free. "
        "You may stop at any time and go on within 24 hours, also on another device."
    ),
    "wizard.prepare": "What you need",
    "wizard.prepare.code": "Your BHXH code: the last 10 digits on your health insurance card.",
    "wizard.prepare.id": "Citizen identity card (CCCD), old identity card (CMND) or passport.",
    "wizard.prepare.phone": "Your own mobile number, to which the result is sent.",
    "wizard.prepare.camera": "A phone with a camera, or pictures of yourself and of both sides of your papers.",
    "wizard.after": (
        "After sending, print and sign the declaration and hand it in at the place you chose within 10 days; after that everything "
        "you entered, pictures included, is deleted."
    ),
    "wizard.begin": "Begin",
    "wizard.go_on": "Continue",
    "wizard.has_draft": "There is an unfinished declaration in this browser.",
    "wizard.discard": "Delete the unfinished declaration",
    "wizard.others": "Something else",
    "wizard.resume": "Continue an unfinished declaration on this device",
    "wizard.status": "See where a dossier stands, print its declaration",
    "wizard.child": "Register a child under 18 without a CCCD",
    "wizard.too_many": "Too many new declarations come from your network. Please try again in a few minutes or call the hotline {hotline}.",
    "wizard.error": "Error:",
    "wizard.count": "Step {number} of {total}",
    "wizard.back": "Back",
    "wizard.back_begin": "Back to registration",
    "wizard.next": "Continue",
    "wizard.save": "Save changes",
    "wizard.choose": "Choose from the list",
    "wizard.later": "If you stop here, go on on another device with the resume code",
    "wizard.later_how": "It is valid for 24 hours, together with an OTP sent to the phone you declared.",
    "wizard.step.nguoi-dang-ky": "Who registers",
    "wizard.step.tinh": "Province or city of residence",
    "wizard.step.quan-huyen": "District of residence",
    "wizard.step.dia-chi": "Contact address",
    "wizard.step.lien-lac": "Phone and e-mail",
    "wizard.step.co-quan": "Receiving agency",
    "wizard.step.anh-chan-dung": "Portrait",
    "wizard.step.giay-to-mat-truoc": "Front of your papers",
    "wizard.step.giay-to-mat-sau": "Back of your papers",
    "wizard.step.cach-nop": "Where to hand the form in",
    "wizard.hint.bhxh_code": "The last 10 digits on your health insurance card, for example {example}.",
    "wizard.hint.full_name": "In full, with Vietnamese marks, as on your papers, for example {example}.",
    "wizard.hint.personal_id": "12 digits of the CCCD, 9 of the CMND, or a passport number, for example {example}.",
    "wizard.hint.province": "By today's name (34 provinces and cities) or by the name before 1 July 2025.",
    "wizard.hint.district": "The district you live in by the boundaries before 1 July 2025; it decides which agency receives the form.",
    "wizard.hint.commune": "Today's or the former name, for example {example}.",
    "wizard.hint.commune_list": "By the name before 1 July 2025 or by today's name.",
    "wizard.hint.commune_other": "Only if the list above does not have it, such as a commune joined to another before 2025 that your papers still name.",
    "wizard.commune_today": "Today's names, since 1 July 2025",
    "wizard.commune_not_listed": "Another name that is not in the list",
    "wizard.commune_other": "Name of another ward or commune (if any)",
    "wizard.commune_both": "You have chosen from the list and written another name. Please delete what is written, or choose “Another name that is not in the list”.",
    "wizard.hint.street": "For example {example}.",
    "wizard.hint.phone": "A Vietnamese mobile number. Result and password are sent there, for example {example}.",
    "wizard.hint.email": "If given, the result is sent there too, for example {example}.",
    "wizard.hint.agency": "The agency of your district is chosen already; you may choose another one of the province.",
    "wizard.today": "Today's 34 provinces and cities",
    "wizard.formerly": "Names before 1 July 2025",
    "wizard.now_part_of": "{former} (now part of {province})",
    "wizard.chosen_now": "Chosen: {value}.",
    "wizard.other_province": "Choose another province or city",
    "wizard.former": "To which province or city did your place belong before 1 July 2025?",
    "wizard.former_hint": "The receiving agencies still follow the former boundaries.",
    "wizard.camera": "Take a picture with the phone's camera",
    "wizard.file": "Or choose a picture",
    "wizard.picture_given": "There is a picture. Choose another one below to replace it.",
    "wizard.picture_rules": "JPEG, PNG or WebP, at most 12 MB. Pictures are stored encrypted and used for this dossier alone.",
    "wizard.way": "Where will you hand in the signed form?",
    "wizard.way_hint": "Bring your papers: they are compared with the form.",
    "wizard.way.counter": "At the counter of the chosen agency",
    "wizard.way.mobile": "At a mobile desk (at schools, factories, housing areas, hospitals)",
    "wizard.way.school": "Through the school (pupils, parents and teachers give it to the class teacher)",
    "wizard.no_schools": "The chosen agency does not take forms through schools yet. Please choose another way, for example the counter.",
    "wizard.school": "Through the school",
    "wizard.school_name": "School",
    "wizard.school_hint": "The schools that hand forms in to the agency you chose.",
    "wizard.other_school": "Choose another school",
    "wizard.class": "Class",
    "wizard.class_hint": "Teachers choose the class they lead.",
    "wizard.review": "Check your declaration",
    "wizard.review_intro": "Please check everything before sending. It cannot be changed afterwards.",
    "wizard.change": "Change",
    "wizard.promise": "Your promise",
    "wizard.promise_text": (
        "By pressing “Send” you promise that this is true and agree that the agency uses what you entered and the pictures to decide on your "
        "account. If you do not hand the form in within 10 days, everything is deleted."
    ),
    "wizard.send": "Send",
    "wizard.dossier": "Dossier",
    "wizard.declaration": "Declaration (PDF)",
    "wizard.add_pictures": "Add pictures",
    "wizard.choose_way": "Choose how to hand it in",
    "wizard.close": "Close the dossier on this device",
    "wizard.keep_number": (
        "Note the dossier number: with it and an OTP sent to the declared phone you open this page again on any device."
    ),
    "wizard.resume_title": "Open a dossier or continue",
    "wizard.resume_intro": (
        "Enter the dossier number (in the confirmation SMS) to see where it stands and print the declaration; or the resume code to continue "
        "an unfinished declaration."
    ),
    "wizard.number": "Dossier number or resume code",
    "wizard.number_hint": "For example 00001.U/2026/07915 or ABCD-3467.",
    "wizard.ask_otp": "Send me an OTP",
    "wizard.otp_title": "Enter the OTP",
    "wizard.otp_intro": (
        "If what you entered is right, an SMS with an OTP has been sent to the phone in the declaration. It is valid for 5 minutes. "
        "Never give it to anybody."
    ),
    "wizard.otp": "OTP",
    "wizard.otp_hint": "6 digits in the SMS, for example 123456.",
    "wizard.otp_again": "Send another one",
    "wizard.hint.date_of_birth": "As on the birth certificate, for example {example}. The child must be under 18.",
    "wizard.step.nguoi-con": "The child",
    "wizard.step.giay-khai-sinh": "Birth certificate",
    "wizard.child_title": "Register your child",
    "wizard.child_intro": (
        "For a child under 18 without a CCCD or CMND. You need not come to the agency: it decides by what you enter and the picture of the "
        "birth certificate, and sends the child's BHXH code and password by SMS to your phone. The child logs in with an account of its own."
    ),
    "wizard.child.prepare.code": "The child's BHXH code: the last 10 digits on its health insurance card.",
    "wizard.child.prepare.certificate": "The child's birth certificate, original or copy, to take a picture of.",
    "wizard.child_sent": "Dossiers you have sent for your children",
    "wizard.child_open": "Open the dossier",
    "wizard.child_adult": "Who is 18 or has a CCCD registers alone on the page",
    "wizard.consent": "Agree and send",
    "wizard.consent_text": (
        "You promise that you are the parent or guardian of the person named below and that this is true, and agree that the agency uses it and "
        "the picture of the birth certificate to decide on the account. It cannot be changed after sending."
    ),
    "wizard.agree": "I agree",
}
