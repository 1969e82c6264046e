"""Linking one channel with another."""

VI = {
    "linking.prove_first": (
        "Để liên kết, trước hết Ông/Bà cần chứng minh số điện thoại của mình ở đây: tra cứu một thông tin cá nhân và nhập mã OTP, "
        "hoặc chia sẻ số điện thoại. Sau đó Ông/Bà nhắn lại “liên kết”."
    ),
    "linking.code": "Trên kênh kia, Ông/Bà nhắn: {code} (trong {minutes} phút, dùng một lần). Không đưa mã này cho ai.",
    "linking.done": (
        "Đã liên kết với số điện thoại {phone}. Liên kết hết hiệu lực sau {days} ngày không dùng. "
        "Muốn bỏ, Ông/Bà nhắn “hủy liên kết”."
    ),
    "linking.linked_there": (
        "Mã liên kết của Ông/Bà vừa được dùng trên {channel}. Nếu không phải Ông/Bà, hãy nhắn “hủy liên kết” và gọi {hotline}."
    ),
    "linking.wrong": "Mã liên kết chưa đúng hoặc đã hết hạn. Ông/Bà nhắn “liên kết” trên kênh kia để lấy mã mới.",
    "linking.too_many": "Ông/Bà đã nhập sai mã nhiều lần. Xin thử lại sau 15 phút.",
    "linking.same_place": "Mã này để nhắn trên kênh khác (Zalo, Telegram, tin nhắn SMS hoặc khung chat trên web).",
    "linking.other_phone": "Mã này thuộc về một số điện thoại khác số đang nhắn, nên không liên kết được qua SMS.",
    "linking.ended": "Đã hủy liên kết trên {count} kênh. Thông tin đã xác thực ở các kênh đó không còn hiệu lực.",
    "linking.nothing": "Hiện không có kênh nào được liên kết. Thông tin đã xác thực tại đây không còn hiệu lực.",
    "linking.channel.web": "khung chat trên web",
    "linking.channel.telegram": "Telegram",
    "linking.channel.zalo": "Zalo",
    "linking.channel.zalo-bot": "Zalo Bot",
    "linking.channel.sms": "tin nhắn SMS",
}
