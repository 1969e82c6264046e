"""Updates in the shape in which Telegram sends them (Bot API, Update)."""

from __future__ import annotations

from itertools import count
from time import time
from typing import Any

Update = dict[str, Any]
_numbers = count(1)


def person(sender: int = 7, **rest: Any) -> dict[str, Any]:
    return {"id": sender, "is_bot": False, "first_name": "Nguyễn", "language_code": "vi", **rest}


def private(sender: int = 7) -> dict[str, Any]:
    return {"id": sender, "type": "private", "first_name": "Nguyễn"}


def message(text: str | None = "thẻ hết hạn", sender: int = 7, **rest: Any) -> Update:
    number = next(_numbers)
    content = {"message_id": number, "date": int(time()), "chat": private(sender), "from": person(sender)}
    if text is not None:
        content["text"] = text
    return {"update_id": 90_000_000 + number, "message": content | rest}


def edited(original: Update, text: str, later: int = 1) -> Update:
    content = original["message"] | {"text": text, "edit_date": original["message"]["date"] + later}
    return {"update_id": original["update_id"] + 500_000 + later, "edited_message": content}


def pressed(payload: str, shown: int = 1001, sender: int = 7) -> Update:
    number = next(_numbers)
    bot = {"id": 666, "is_bot": True, "first_name": "Bot"}
    of = {"message_id": shown, "date": int(time()), "chat": private(sender), "from": bot, "text": "Chọn:"}
    query = {"id": str(number), "from": person(sender), "chat_instance": "1", "data": payload, "message": of}
    return {"update_id": 90_000_000 + number, "callback_query": query}


def contact(phone: str, owner: int | None = 7, sender: int = 7, **rest: Any) -> Update:
    card = {"phone_number": phone, "first_name": "Nguyễn"} | ({} if owner is None else {"user_id": owner})
    return message(None, sender, contact=card, **rest)


def photo(sender: int = 7, **rest: Any) -> Update:
    sizes = [
        {"file_id": f"file-{width}", "file_unique_id": f"u{width}", "width": width, "height": width, "file_size": width}
        for width in (90, 800)
    ]
    return message(None, sender, photo=sizes, **rest)


def sticker(sender: int = 7) -> Update:
    shown = {
        "file_id": "s",
        "file_unique_id": "s",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    }
    return message(None, sender, sticker=shown)


def voice(sender: int = 7) -> Update:
    return message(None, sender, voice={"file_id": "v", "file_unique_id": "v", "duration": 3})


def place(sender: int = 7) -> Update:
    return message(None, sender, location={"latitude": 10.76, "longitude": 106.66})


def in_group(text: str = "thẻ hết hạn", group: int = -100200, kind: str = "supergroup", sender: int = 7) -> Update:
    return message(text, sender, chat={"id": group, "type": kind, "title": "Khu phố"})


def membership(status: str, sender: int = 7) -> Update:
    number = next(_numbers)
    bot = {"id": 666, "is_bot": True, "first_name": "Bot"}
    old = {"status": "member", "user": bot}
    new = {"status": status, "user": bot} | ({"until_date": 0} if status == "kicked" else {})
    change = {"chat": private(sender), "from": person(sender), "date": int(time())}
    return {
        "update_id": 90_000_000 + number,
        "my_chat_member": change | {"old_chat_member": old, "new_chat_member": new},
    }
