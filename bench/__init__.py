"""Measurements. ``python -m bench`` runs all of them, one after another."""
