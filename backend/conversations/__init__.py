"""Conversations: the chat API, masking and handles, the dialogue engine's adapter, identity, live events."""
