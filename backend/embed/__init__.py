"""The chat inside other sites and apps: one script tag, or a page for a WebView."""
