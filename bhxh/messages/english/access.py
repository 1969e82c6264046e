"""`bhxh.messages.access` in English."""

EN = {
    "access.refused": "You may not open this page. If you need it, please ask the administrator or call the hotline {hotline}.",
    "access.stale_form": "This form is out of date or was sent from another site, so it was not accepted. Please open the page again and repeat.",
}
