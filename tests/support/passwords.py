"""Cheap hashes, for tests that log in."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from backend.credentials import passwords


def make_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real argon2id, with the least it can be asked for: the product's parameters take 64 MiB and a tenth of a second each."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", cheap)
    monkeypatch.setattr(passwords, "_NOBODYS", cheap.hash("nobody's"))
