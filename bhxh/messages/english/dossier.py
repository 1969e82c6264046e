"""`bhxh.messages.dossier` in English."""

EN = {
    "dossier.changed": (
        "Another officer has just handled or changed this dossier, so your last action was not recorded. "
        "Please look at the dossier as it is now and go on if there is still need."
    ),
    "dossier.not_here": "There is no such dossier within this account's scope. Please check the number, for example: 00001.U/2026/07915.",
    "dossier.checks_missing": "A dossier is received only when every step of the list was done. Please tick each step that you have done.",
    "dossier.verdict_missing": "Please choose: valid dossier or invalid dossier.",
    "dossier.reason": "An invalid dossier needs a reason. Please choose one; with “Other reason” please say which, for example: Tờ khai thiếu chữ ký.",
    "dossier.reason_long": "The reason is longer than {most} characters and does not fit a message. Please shorten it.",
    "dossier.name_near": (
        "The declared name and the household register's differ a little. Please compare with the ID; "
        "if it is one person, tick the box that says so and record again."
    ),
    "dossier.reason.photo_unclear": "Portrait or ID picture is blurred and can't be read",
    "dossier.reason.photo_other": "The picture is not of the person who registers",
    "dossier.reason.id_differs": "The declared ID number is not that of the ID shown",
    "dossier.reason.name_differs": "The declared name is not that of the ID",
    "dossier.reason.code_differs": "The declared BHXH code is not this person's",
    "dossier.reason.has_account": "This BHXH code has an account already",
    "dossier.reason.unsigned": "The declaration is not signed with the full name",
    "dossier.reason.other": "Other reason",
    "dossier.state.MOI_KHAI": "Declared",
    "dossier.state.CHO_XAC_MINH": "Waiting for hand-in",
    "dossier.state.DA_TIEP_NHAN": "Received",
    "dossier.state.HOP_LE": "Valid, register pending",
    "dossier.state.CAP_TK": "Account opened",
    "dossier.state.HGD_KHONG_TON_TAI": "Not in the register",
    "dossier.state.TU_CHOI": "Invalid",
}
