"""The vocabulary all parts share: identifiers, cards, phone numbers, Vietnamese text, the catalogue of texts.

Pure functions on the standard library alone, Python 3.10 and later, because Rasa's environment loads it too.
"""
