"""What the assistant says around a rule or a figure that holds for a time or a place."""

VI = {
    # how a time is named
    "bot.when.day": "ngày {date}",
    "bot.when.month": "tháng {month}/{year}",
    "bot.when.year": "năm {year}",
    "bot.when.span": "từ {since} đến {until}",
    "bot.when.before": "trước ngày {date}",
    "bot.when.since": "từ ngày {date}",
    # the rule of another day
    "bot.then.lead": "Quy định áp dụng cho thời điểm Ông/Bà hỏi ({when}):",
    "bot.then.part": "Từ {since} đến {until}:{rule}",
    "bot.then.now": "Hiện nay: {rule}",
    "bot.then.same": "Quy định vào thời điểm Ông/Bà hỏi ({when}) giống hiện nay:",
    "bot.then.no_change": "Đến nay chưa có quy định nào khác cho thời điểm Ông/Bà hỏi ({when}):",
    "bot.then.place": "– {place}:{rule}",
    "bot.then.elsewhere": "Các tỉnh, thành phố khác",
    "bot.then.earlier": "Trước đây:",
    "bot.then.before": "• Trước ngày {date}: {rule}",
    "bot.then.nothing": "Tôi chưa có quy định của thời điểm này. Ông/Bà vui lòng hỏi cơ quan BHXH hoặc gọi tổng đài {hotline}.",
    "bot.then.nothing_now": (
        "Tôi chưa có quy định đang áp dụng cho câu hỏi này nên không dám trả lời. "
        "Ông/Bà vui lòng hỏi cơ quan BHXH hoặc gọi tổng đài {hotline}."
    ),
    # figures
    "bot.fact.missing": "(chưa có số liệu)",
    "bot.fact.unknown": (
        "Tôi chưa có số liệu của thời điểm này về: {what}. Ông/Bà vui lòng hỏi cơ quan BHXH hoặc gọi tổng đài {hotline}."
    ),
    "bot.fact.doubtful": (
        "Riêng số liệu sau chưa đối chiếu đầy đủ được với văn bản: {what}. Ông/Bà vui lòng đối chiếu với cơ quan BHXH "
        "hoặc gọi tổng đài {hotline}."
    ),
    "bot.fact.old": (
        "Số liệu sau đã quá hạn rà soát, có thể đã thay đổi: {what}. Ông/Bà vui lòng hỏi lại cơ quan BHXH hoặc gọi tổng đài {hotline}."
    ),
    "bot.fact.source": "{source} ({what})",
    "bot.amount": "Nếu {base} là {named} thì {what} {value}.",
    "bot.amount.least": "Số tiền {named} thấp hơn mức thấp nhất: {base} ít nhất là {counted}, khi đó {what} {value}.",
    "bot.amount.most": "Số tiền {named} cao hơn mức cao nhất: {base} được tính nhiều nhất là {counted}, khi đó {what} {value}.",
    "bot.figure.now": "{what} hiện nay là {value} ({source}).",
    "bot.figure.then": "{what} {when} là {value} ({source}).",
    "bot.figure.to_come": ("Đến nay chưa có mức mới cho {when}; {what} đang áp dụng từ {since} là {value} ({source})."),
    "bot.figure.parts": "{what} {when} có thay đổi: {parts}.",
    "bot.figure.part": "từ {since} là {value} ({source})",
    "bot.figure.unknown": (
        "Tôi chưa có số liệu {when} về: {what}. Ông/Bà vui lòng hỏi cơ quan BHXH hoặc gọi tổng đài {hotline}."
    ),
}
