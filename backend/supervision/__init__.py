"""How the hotline is run: who is on duty for refused cards, opening hours, call-backs, and the supervisor's view."""
