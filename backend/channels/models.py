"""Tables of the channels: which phone somebody on a platform has proven to hold, and codes that carry it to another channel.

Addresses and phones are ciphertext; they are found by keyed hashes.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedText
from kit.database import UtcDateTime

ID = BigInteger().with_variant(Integer, "sqlite")


class ChannelLink(Base):
    """One address on a platform and the phone (`84…`) that who writes from there has proven to hold.

    `level`: `links.Level`. `verified_at`: when it was proven; `expires_at` moves with use.
    """

    __tablename__ = "channel_link"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(EncryptedText("channel_link.address"))
    address_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    phone: Mapped[str] = mapped_column(EncryptedText("channel_link.phone"))
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    level: Mapped[str] = mapped_column(String(8))
    verified_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class LinkCode(Base):
    """A one-time code under way from one channel to another: known by its keyed hash alone. One for each who asked, the last.

    `phone`: what who types it has shown to hold. `purpose`, `subject`, `proof_expires_at`: the OTP that holds where it was asked for,
    if one does.
    """

    __tablename__ = "channel_link_code"

    address_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    code_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(EncryptedText("channel_link_code.address"))
    phone: Mapped[str] = mapped_column(EncryptedText("channel_link_code.phone"))
    purpose: Mapped[str | None] = mapped_column(String(32))
    subject: Mapped[str | None] = mapped_column(EncryptedText("channel_link_code.subject"))
    proof_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Fetching(Base):
    """Who fetches the events of a source that does not bring them (``telegram:<id of the bot>``), until when at least, and the number
    of the event that is next; 0: whatever is there."""

    __tablename__ = "channel_fetching"

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(32))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    next_number: Mapped[int] = mapped_column(BigInteger)
