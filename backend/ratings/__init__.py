"""What citizens think of the help they got: a number from 1 to 5, and nothing that leads to a person."""
