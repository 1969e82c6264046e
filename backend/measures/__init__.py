"""How well citizens are helped: counts by day, channel and topic, in which nothing leads to a person."""
