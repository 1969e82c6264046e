"""Events of platforms, kept before they are worked on: acknowledged when they are in the database, handled behind.

`journal.Journal` is what adapters see; `backend.channels.webhooks` brings it what platforms post.
"""
