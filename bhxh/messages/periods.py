"""Spans of time as a person would name them."""

VI = {
    "period.year": "Năm {year}",
    "period.month": "Tháng {month}/{year}",
    "period.day": "Ngày {day}",
    "period.between": "Từ {since} đến {until}",
    "period.since": "Từ {since} đến nay",
    "period.until": "Đến hết ngày {until}",
    "period.ever": "Từ trước đến nay",
}
