"""Medical visits paid by BHYT (sổ khám chữa bệnh), visible only to a person whose identity was proved."""
