"""`bhxh.messages.hotline_skills` in English."""

EN = {
    "hotline.skills.title": "Agents' skills",
    "hotline.skills.how": "No topic chosen means every topic. Whoever has waited for more than 3 minutes, or goes first, is given to any agent.",
    "hotline.skills.most": "Conversations open at once, at most",
    "hotline.skills.save": "Save",
    "hotline.skills.most_form": "Conversations open at once: a number from 1 to {most}.",
    "hotline.skills.too_many": "{who} has {limit} conversations, the most for this account. Please close or hand back some before taking another.",
    "hotline.skills.none_fits": "Nobody in the queue asks about a topic of this account yet. You can choose one of the list yourself.",
    "hotline.skills.pass_to": "Pass to a colleague on duty",
    "hotline.skills.taker": "{who} (has {open} of {most})",
    "hotline.skills.note": "Note for the colleague",
    "hotline.skills.pass": "Pass on",
    "hotline.skills.nobody_there": "No colleague on duty can take one more now; it can go back into the queue.",
    "hotline.skills.note_needed": "Please write a note, so that the colleague knows why it comes and what is to be done.",
    "hotline.skills.not_there": "This colleague is not on duty any more. Please choose another, or put it back into the queue.",
    "hotline.skills.passed_note": "Passed to {to}: {words}",
}
