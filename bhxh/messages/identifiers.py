"""Texts about cards, codes, IDs, phones, names and dates: what is wrong, and what a good one looks like."""

VI = {
    "card.empty": "Ông/Bà chưa nhập số thẻ BHYT. Số thẻ có 15 ký tự, ví dụ: DN 4 79 7934567890.",
    "card.length": (
        "Số thẻ BHYT Ông/Bà nhập có {length} ký tự, trong khi số thẻ đầy đủ có 15 ký tự: 2 chữ cái và 13 chữ số, "
        "ví dụ: DN 4 79 7934567890. Thẻ mẫu mới chỉ in 10 chữ số, đó chính là mã số BHXH."
    ),
    "card.personal_id": (
        "Số 12 chữ số này là số CCCD, không phải số thẻ BHYT. Số thẻ có 15 ký tự, ví dụ: DN 4 79 7934567890; "
        "thẻ mẫu mới chỉ in 10 chữ số, đó chính là mã số BHXH."
    ),
    "card.letters": "Hai ký tự đầu của số thẻ BHYT phải là chữ cái (mã đối tượng), ví dụ: DN trong DN 4 79 7934567890.",
    "card.letter_o": (
        "Số thẻ BHYT có chữ O ở vị trí thứ {position}, nơi phải là chữ số. "
        "Ông/Bà vui lòng gõ số 0 thay cho chữ O, ví dụ: DN 4 79 7034567890."
    ),
    "card.digits": (
        "Ký tự thứ {position} của số thẻ BHYT phải là chữ số. "
        "Sau 2 chữ cái đầu là 13 chữ số, ví dụ: DN 4 79 7934567890."
    ),
    "card.group": (
        "“{group}” không phải là mã đối tượng BHYT. Ông/Bà xem lại 2 chữ cái đầu trên thẻ, "
        "ví dụ: DN (doanh nghiệp), GD (hộ gia đình), HS (học sinh)."
    ),
    "card.level": (
        "Ký tự thứ ba của số thẻ BHYT là mức hưởng, chỉ có thể là 1, 2, 3, 4 hoặc 5; Ông/Bà đã nhập “{level}”. "
        "Ví dụ: DN 4 79 7934567890."
    ),
    "card.province": (
        "Ký tự thứ tư và thứ năm của số thẻ BHYT là mã tỉnh; không có tỉnh nào mang mã “{province}”. "
        "Ví dụ: 79 là TP. Hồ Chí Minh, 01 là Hà Nội."
    ),
    "card.part.group": "Mã đối tượng",
    "card.part.level": "Mức hưởng",
    "card.part.province": "Nơi phát hành",
    "card.part.code": "Mã số BHXH",
    "card.group_unverified": "mã bổ sung sau năm 2015, ý nghĩa cần hỏi lại cơ quan BHXH hoặc tổng đài {hotline}",
    "code.empty": "Ông/Bà chưa nhập mã số BHXH. Mã số gồm 10 chữ số, ví dụ: 7934567890.",
    "code.personal_id": (
        "Số 12 chữ số này là số CCCD. Ở bước này cần mã số BHXH 10 chữ số, là 10 số cuối trên thẻ BHYT, ví dụ: 7934567890."
    ),
    "code.length": (
        "Mã số BHXH Ông/Bà nhập có {length} chữ số, trong khi mã số BHXH có đúng 10 chữ số, ví dụ: 7934567890. "
        "Đó là 10 số cuối trên thẻ BHYT."
    ),
    "code.letter_o": "Mã số BHXH chỉ gồm chữ số; Ông/Bà vui lòng gõ số 0 thay cho chữ O, ví dụ: 7934567809.",
    "code.digits": "Mã số BHXH chỉ gồm 10 chữ số, không có chữ cái, ví dụ: 7934567890.",
    "personal_id.empty": "Ông/Bà chưa nhập số giấy tờ tùy thân. Ví dụ số CCCD: 079090012345.",
    "personal_id.length": (
        "Số giấy tờ Ông/Bà nhập có {length} chữ số. Số CCCD có 12 chữ số, số CMND có 9 chữ số, "
        "ví dụ: 079090012345 hoặc 023456789."
    ),
    "personal_id.place": (
        "Ba chữ số đầu của số CCCD là mã nơi đăng ký khai sinh (001 đến 096); "
        "số Ông/Bà nhập không đúng dạng này. Ví dụ: 079090012345."
    ),
    "personal_id.format": (
        "Số giấy tờ chưa đúng. Ông/Bà nhập 12 chữ số của CCCD, 9 chữ số của CMND, hoặc số hộ chiếu gồm chữ và số, "
        "ví dụ: 079090012345, 023456789 hoặc C1234567."
    ),
    "phone.empty": "Ông/Bà chưa nhập số điện thoại. Ví dụ: 0908 123 456.",
    "phone.length": (
        "Số điện thoại Ông/Bà nhập có {length} chữ số, trong khi số di động có 10 chữ số và bắt đầu bằng 0, "
        "ví dụ: 0908 123 456."
    ),
    "phone.not_mobile": (
        "Đây không phải là số di động Việt Nam nên không nhận được tin nhắn. "
        "Số di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09, ví dụ: 0908 123 456."
    ),
    "phone.digits": "Số điện thoại chỉ gồm chữ số, ví dụ: 0908 123 456.",
    "name.empty": "Ông/Bà chưa nhập họ và tên. Ví dụ: Nguyễn Thị Thu Hà.",
    "name.one_word": "Ông/Bà vui lòng nhập đầy đủ họ và tên như trên giấy tờ, ví dụ: Nguyễn Thị Thu Hà.",
    "name.characters": "Họ và tên chỉ gồm chữ cái và dấu cách, ví dụ: Nguyễn Thị Thu Hà.",
    "name.too_long": "Họ và tên dài quá 60 ký tự. Ông/Bà vui lòng chỉ nhập họ và tên, ví dụ: Nguyễn Thị Thu Hà.",
    "name.no_accents": (
        "Họ và tên cần viết đầy đủ dấu như trên giấy tờ tùy thân. "
        "Ví dụ: viết “Nguyễn Thị Thu Hà” thay vì “Nguyen Thi Thu Ha”."
    ),
    "date.invalid": "Ngày chưa đúng dạng. Ông/Bà nhập ngày/tháng/năm, ví dụ: 02/03/1987.",
    "date.no_such_day": "Không có ngày này trong lịch. Ông/Bà xem lại ngày, tháng và năm, ví dụ: 02/03/1987.",
}
