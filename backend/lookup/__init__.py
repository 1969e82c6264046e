"""Public look-ups: what can be told without knowing who asks."""
