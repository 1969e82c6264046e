"""What every service of ours needs and no library gives in one piece. Imports ``bhxh`` only."""
