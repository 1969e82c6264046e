"""The frame of the citizens' pages: navigation, language, refusals."""
