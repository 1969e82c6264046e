"""The page of the demo's e-mails."""

VI = {
    "mailbox.title": "Thư điện tử của bản dùng thử",
    "mailbox.why": "Bản dùng thử không gửi thư ra ngoài; các thư lẽ ra được gửi cho người dân hiện ở đây.",
    "mailbox.to": "Gửi đến {to}, {date}",
    "mailbox.empty": "Chưa có thư nào.",
}
