"""A campaign's lists as files, streamed from the gateway. Who saves a list with numbers is audited before the first byte."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Literal

from flask import Response

from backend.sms_console.desk import desk, note, section
from backend.staff.guard import may
from backend.staff.roles import Permission

ListName = Literal["recipients.csv", "errors.csv"]


@section.page("/chien-dich/<int:number>/nguoi-nhan.csv", may(Permission.SMS_EXPORT))
def recipients(number: int) -> Response:
    """Every recipient and what became of the message."""
    note("sms.export", campaign=number)
    return _streamed(number, "recipients.csv", f"chien-dich-{number}.csv")


@section.page("/chien-dich/<int:number>/dong-loi.csv", may(Permission.SMS_READ))
def row_errors(number: int) -> Response:
    """Every row that was left out and why; holds no number."""
    return _streamed(number, "errors.csv", f"chien-dich-{number}-loi.csv")


def _streamed(number: int, name: ListName, file_name: str) -> Response:
    stack = ExitStack()
    pieces = stack.enter_context(desk().download(number, name))  # a refusal is said before the answer begins
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    answer = Response(pieces, headers=headers, content_type="text/csv; charset=utf-8")
    answer.call_on_close(stack.close)
    return answer
