"""What a key's owner is told by HTTP: what became of messages, and what phones have sent.

``events`` writes it beside what happened, ``relay`` delivers it, ``notices`` finds the message that a phone answers.
"""
