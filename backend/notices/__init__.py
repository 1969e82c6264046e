"""What members of staff have to be told of: a list and a number on every page of theirs, and an e-mail to who has given an address."""
