"""Checks what content editors write: answers, tasks and training sentences in bot/data."""
