"""The register of everyone who takes part or took part: persons, cards, participation, benefits."""
