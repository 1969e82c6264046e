"""`bhxh nlu review`: what was not understood, in groups, for the people who write training sentences."""
