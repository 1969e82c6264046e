"""`bhxh.messages.registration` in English."""

EN = {
    "registration.field.bhxh_code": "BHXH code",
    "registration.field.full_name": "Full name",
    "registration.field.personal_id": "Number of CCCD, CMND or passport",
    "registration.field.province": "Province or city",
    "registration.field.district": "District",
    "registration.field.commune": "Ward or commune",
    "registration.field.street": "House number and street, or hamlet",
    "registration.field.phone": "Mobile phone number",
    "registration.field.email": "E-mail",
    "registration.field.agency": "Receiving agency",
    "registration.field.date_of_birth": "Date of birth",
    "registration.value.none": "None",
    "registration.value.not_given": "Not given",
    "registration.value.today": "{commune} (now part of {today})",
    "registration.value.or": "or",
    "registration.id_kind.cccd": "Citizen identity card (CCCD)",
    "registration.id_kind.cmnd": "Identity card (CMND)",
    "registration.id_kind.ho_chieu": "Passport",
    "registration.required": "“{label}” is required. For example: {example}.",
    "registration.province.unknown": "There is no province or city of that name. For example: TP. Hồ Chí Minh, Bình Định.",
    "registration.province.near": "There is no province or city of that name. Do you mean: {options}?",
    "registration.province_first": "Please choose the province or city first, for example TP. Hồ Chí Minh.",
    "registration.district.unknown": "There is no district of that name in {province} by the boundaries before 1 July 2025. For example: {example}.",
    "registration.district.near": "There is no district of that name in {province}. Do you mean: {options}?",
    "registration.district.ambiguous": "{province} has several places of that name. Please choose one of: {options}.",
    "registration.agency.unknown": "There is no such agency in {province}. Please enter its name or code, for example {example}.",
    "registration.agency.near": "There is no such agency in {province}. Do you mean: {options}?",
    "registration.agency.ambiguous": "There are several agencies of that name. Please choose one of: {options}.",
    "registration.commune.empty": "The ward or commune is missing. For example: Phường 11.",
    "registration.commune.near": "The list of {district} has no such name. Do you mean: {options}? If the name is right as it is, please give it once more.",
    "registration.commune.ambiguous": "{district} has several places of that name. Please choose one of: {options}.",
    "registration.commune.characters": "The name of a ward or commune has letters, digits and blanks only. For example: Phường 11, xã Phước Sơn.",
    "registration.commune.too_long": "The name of the ward or commune is longer than 60 characters. For example: xã Phước Sơn.",
    "registration.street.empty": "House number and street, or hamlet, are missing. For example: 12 Trần Hưng Đạo, khu phố 3.",
    "registration.street.too_short": "The address is too short. For example: 12 Trần Hưng Đạo, khu phố 3.",
    "registration.street.characters": "The address has characters that cannot be used (such as < > @ #). For example: 12/5 Trần Hưng Đạo, tổ 4.",
    "registration.street.too_long": "The address is longer than 120 characters. For example: 12 Trần Hưng Đạo, khu phố 3.",
    "registration.email.format": "This is no e-mail address. For example: thuha1985@gmail.com. You may leave it out.",
    "registration.email.accents": "An e-mail address has no Vietnamese marks and no blanks. For example: thuha1985@gmail.com. You may leave it out.",
    "registration.email.too_long": "The e-mail address is too long. For example: thuha1985@gmail.com. You may leave it out.",
    "registration.unknown_field": "The form has no such field.",
    "registration.incomplete": "Still missing: {fields}. Please fill these in and send again.",
    "registration.no_draft": "There is no unfinished declaration (they are kept for 24 hours). Please begin again.",
    "registration.too_many": (
        "This phone number was used for many declarations today. Please try again after 24 hours or call the hotline {hotline}."
    ),
    "registration.number.format": "This is no dossier number. It looks like 00001.U/2026/07915 and stands in the confirmation SMS.",
    "registration.number.check": "There is a slip in the dossier number. Please look at the confirmation SMS, for example 00001.U/2026/07915.",
    "registration.number.unknown": (
        "There is no dossier of this number. Those not handed in within 10 days are deleted; please register again or call the hotline {hotline}."
    ),
    "registration.state.MOI_KHAI": (
        "Your declaration is received; pictures are missing. Please add them, print and sign the declaration and bring it to {agency} by "
        "{deadline}; after that the dossier is deleted."
    ),
    "registration.state.CHO_XAC_MINH": (
        "Your declaration and all pictures are received. Please hand in the signed declaration at {agency} and show your papers by {deadline}; "
        "after that the dossier is deleted."
    ),
    "registration.state.child.MOI_KHAI": (
        "The child's registration is received; the picture of the birth certificate is missing. Please add it by {deadline}; after that the "
        "dossier is deleted."
    ),
    "registration.state.child.CHO_XAC_MINH": (
        "The child's registration is complete and waits for {agency} to decide. The result is sent to your phone by SMS."
    ),
    "registration.state.DA_TIEP_NHAN": "{agency} has received the dossier. The result is sent by SMS to the declared phone.",
    "registration.state.HOP_LE": "The dossier is valid; the account is being opened.",
    "registration.state.CAP_TK": (
        "The account is open. The user name is the BHXH code; the first password was sent by SMS and must be changed at the first log-in."
    ),
    "registration.state.HGD_KHONG_TON_TAI": (
        "Code and name are not in the household register. Please contact {agency}, which helps you to get a BHXH code."
    ),
    "registration.state.TU_CHOI": (
        "The dossier was not accepted; the reason was sent by SMS. You may register again or call the hotline {hotline}."
    ),
    "registration.status.number": "Dossier number",
    "registration.status.state": "Where it stands",
    "registration.status.agency": "Receiving agency",
    "registration.status.agency_phone": "Phone of the agency",
    "registration.status.declared": "Declared on",
    "registration.status.deadline": "To be handed in by",
    "registration.status.photo_deadline": "Pictures to be sent by",
    "registration.status.photos": "Pictures",
    "registration.status.way": "How to hand it in",
    "registration.way.unknown": "Please choose how you will hand the form in, for example at the counter.",
    "registration.way.no_school": "This school does not hand forms in to the chosen agency. Please choose a school in the list, or another way.",
    "registration.way.no_class": "No class was chosen, or the school has no such class. Please choose one in the list, for example 7A1.",
    "registration.child.unborn": "This day has not come yet. Please look at the child's date of birth, for example 02/03/2016.",
    "registration.child.adult": (
        "Who is 18 or older registers alone with papers of their own: open the page Register an account (/dang-ky). If the date was a slip, "
        "enter it again, for example 02/03/2016."
    ),
    "registration.child.no_account": (
        "To register a child, the parent or guardian needs an account. Please register yourself first on the page Register an account (/dang-ky)."
    ),
    "registration.child.guardian_minor": (
        "Only a parent or guardian of 18 or older registers a child. Please log in with the guardian's account."
    ),
    "registration.child.self": (
        "This is your own BHXH code. Please enter the child's: the last 10 digits on the child's health insurance card, for example 7934567890."
    ),
    "registration.way.counter": "At the agency's counter",
    "registration.way.mobile": "At a mobile desk",
    "registration.way.school": "Through the school",
    "registration.way.through_school": "Through the school: {school}, class {class_name}",
    "registration.status.photos.complete": "All {needed} pictures are there",
    "registration.status.photos.missing": "{count} of {needed} pictures, not complete yet",
    "registration.print.personal_id": "Number of {kind}",
    "registration.print.address": "Contact address",
    "registration.resume.format": (
        "This is neither a dossier number nor a resume code. The number stands in the confirmation SMS, for example 00001.U/2026/07915; "
        "a resume code has 8 characters, for example ABCD-3467."
    ),
    "registration.resume.none": "The request has expired. Please enter the dossier number or the resume code again.",
    "registration.resume.wait": "Please wait 60 seconds since the last request before asking for another OTP.",
    "registration.resume.wrong": "The OTP is wrong or has expired. Please look at the 6 digits in the newest SMS, or ask for another one.",
    "registration.resume.too_many": "Too many requests come from your network. Please try again in an hour or call the hotline {hotline}.",
    "registration.gone.title": "This link no longer works",
    "registration.gone.why": "The link is wrong, has expired or was completed.",
    "registration.gone.next": (
        "To see your dossier, open the assistant, type “tra cứu hồ sơ” and enter the dossier number of the confirmation SMS, or call the "
        "hotline {hotline}."
    ),
}
