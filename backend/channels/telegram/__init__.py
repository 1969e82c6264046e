"""Telegram: `updates` reads what comes in, `intake` acts on it, `webhook` and `poller` bring it, `sending` takes messages out.

Bot API: https://core.telegram.org/bots/api. The library (python-telegram-bot) parses and sends; what is to be said is decided here.
"""
