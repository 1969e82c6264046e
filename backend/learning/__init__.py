"""Learning from use: which sentences were not understood, and what their authors then chose. A person reviews them; nothing trains by itself.

Kept is the masked sentence, the day, the channel, what was offered and what was chosen. Not kept: who, in which
conversation, at what time of day, and whatever was typed while a form asked for a field.
"""
