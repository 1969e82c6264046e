"""A citizen's own pages after log-in: profile, card, participation, benefits, KCB book, children, and who has looked."""
