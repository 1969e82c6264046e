"""`bhxh.messages.site` in English."""

EN = {
    "site.name": "BHXH Assistant",
    "site.skip": "Skip to main content",
    "site.hotline": "Hotline {hotline}",
    "site.back": "Back to the assistant",
    "site.menu": "Menu",
    "site.navigation": "Pages",
    "site.chat": "Ask the assistant",
    "site.language": "Language",
    "site.problem": "This could not be done",
    "site.form_problem": "Please check the following",
    "site.optional": "(optional)",
    "site.missing": "There is no such page, or it has moved. Please check the address, ask the assistant or call the hotline {hotline}.",
}
