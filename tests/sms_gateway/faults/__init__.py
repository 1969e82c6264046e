"""Faults of the world around the gateway, tried on whole processes: a real sender, a real database, an SMSC that counts."""
