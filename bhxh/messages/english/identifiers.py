"""`bhxh.messages.identifiers` in English."""

EN = {
    "card.empty": "The number of the health insurance card is missing. It has 15 characters, for example DN 4 79 7934567890.",
    "card.length": (
        "The card number you entered has {length} characters; a complete one has 15: 2 letters and 13 digits, for example "
        "DN 4 79 7934567890. New cards show 10 digits only: that is the BHXH code."
    ),
    "card.personal_id": (
        "This number of 12 digits is that of a CCCD, not of a health insurance card, which has 15 characters, for example "
        "DN 4 79 7934567890; new cards show 10 digits only: that is the BHXH code."
    ),
    "card.letters": "The first two characters of a card number are letters (the group), for example DN in DN 4 79 7934567890.",
    "card.letter_o": (
        "Character {position} of the card number is the letter O where a digit has to be. Please type 0 instead, for example DN 4 79 7034567890."
    ),
    "card.digits": "Character {position} of the card number has to be a digit. 13 digits follow the 2 letters, for example DN 4 79 7934567890.",
    "card.group": "“{group}” is no group of the health insurance. Please look at the first 2 letters on the card, for example DN, GD, HS.",
    "card.level": (
        "The third character of a card number is the benefit level, one of 1, 2, 3, 4 and 5; you entered “{level}”. "
        "For example: DN 4 79 7934567890."
    ),
    "card.province": (
        "Characters four and five of a card number are the province; no province has the code “{province}”. "
        "For example: 79 is TP. Hồ Chí Minh, 01 is Hà Nội."
    ),
    "card.part.group": "Group",
    "card.part.level": "Benefit level",
    "card.part.province": "Issued in",
    "card.part.code": "BHXH code",
    "card.group_unverified": "a group added after 2015; please ask a BHXH agency or the hotline {hotline} what it means",
    "code.empty": "The BHXH code is missing. It has 10 digits, for example 7934567890.",
    "code.personal_id": (
        "This number of 12 digits is that of a CCCD. The BHXH code is needed here: the last 10 digits on the health insurance card, "
        "for example 7934567890."
    ),
    "code.length": (
        "The BHXH code you entered has {length} digits; a BHXH code has exactly 10, for example 7934567890: "
        "the last 10 digits on the health insurance card."
    ),
    "code.letter_o": "A BHXH code has digits only; please type 0 instead of the letter O, for example 7934567809.",
    "code.digits": "A BHXH code has 10 digits and no letters, for example 7934567890.",
    "personal_id.empty": "The number of your papers is missing. For example a CCCD: 079090012345.",
    "personal_id.length": (
        "The number you entered has {length} digits. A CCCD has 12, a CMND has 9, for example 079090012345 or 023456789."
    ),
    "personal_id.place": (
        "The first three digits of a CCCD are the place of the birth registration (001 to 096); those you entered are not. "
        "For example: 079090012345."
    ),
    "personal_id.format": (
        "This is no number of papers. Please enter the 12 digits of a CCCD, the 9 digits of a CMND, or a passport number, for example "
        "079090012345, 023456789 or C1234567."
    ),
    "phone.empty": "The phone number is missing. For example: 0908 123 456.",
    "phone.length": "The number you entered has {length} digits; a mobile number has 10 and begins with 0, for example 0908 123 456.",
    "phone.not_mobile": (
        "This is no Vietnamese mobile number, so it gets no SMS. A mobile number has 10 digits and begins with 03, 05, 07, 08 or 09, "
        "for example 0908 123 456."
    ),
    "phone.digits": "A phone number has digits only, for example 0908 123 456.",
    "name.empty": "The name is missing. For example: Nguyễn Thị Thu Hà.",
    "name.one_word": "Please enter the full name as on the papers, for example Nguyễn Thị Thu Hà.",
    "name.characters": "A name has letters and blanks only, for example Nguyễn Thị Thu Hà.",
    "name.too_long": "The name is longer than 60 characters. Please enter the name alone, for example Nguyễn Thị Thu Hà.",
    "name.no_accents": (
        "The name has to be written with its Vietnamese marks, as on the papers. "
        "For example “Nguyễn Thị Thu Hà” instead of “Nguyen Thi Thu Ha”."
    ),
    "date.invalid": "This is no date. Please enter day/month/year, for example 02/03/1987.",
    "date.no_such_day": "There is no such day in the calendar. Please look at day, month and year, for example 02/03/1987.",
}
