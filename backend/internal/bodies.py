"""What every call's body has."""

from pydantic import Field

from kit.bodies import Strict


class Body(Strict):
    """``session`` and ``turn`` are those the engine was called with."""

    session: str = Field(min_length=1, max_length=64)
    turn: str = Field(min_length=1, max_length=64)


class HandleBody(Body):
    """A call about one handle."""

    handle: str = Field(max_length=64)
