"""The Zalo Bot Platform: bots that citizens write to as to a friend. No buttons and no shared phones there. See docs/channels.md."""
