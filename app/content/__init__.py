"""Checks what content editors write: answers, tasks, neighbours and training sentences in bot/data."""
