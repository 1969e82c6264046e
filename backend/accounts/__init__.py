"""Citizens' accounts: the user name is the BHXH code, OTPs go to the phone on record, and one device is logged in at a time."""
