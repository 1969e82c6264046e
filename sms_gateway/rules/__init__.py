"""Who may be written to, and how much: blocks, caps, keywords."""
