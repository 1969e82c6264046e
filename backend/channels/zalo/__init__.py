"""Zalo Official Account: signed events in, consultation messages out. See docs/channels.md."""
