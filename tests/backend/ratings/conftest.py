"""The chat of the conversations' tests."""

from tests.backend.conversations.conftest import app, client, engine, make_app, talk, timing

__all__ = ["app", "client", "engine", "make_app", "talk", "timing"]
