"""Who may sign user tokens: a TOML file that names environment variables for secrets, read as a whole or refused with every wrong line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, cast

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from bhxh.messages import text
from kit.toml_lines import Lines

Algorithm = Literal["HS256", "EdDSA"]

LEAST_SECRET: Final = 32
"""Bytes of an HS256 secret: as many as the hash has (RFC 7518, 3.2)."""
_TABLE: Final = "issuer"
_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?")
_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,127}")
_AT_LINE: Final = re.compile(r"\(at line (\d+),")
_KEYS: Final = frozenset({"name", "algorithm", "secret_env", "public_key", "trusted"})


@dataclass(frozen=True)
class Issuer:
    """One who signs. ``trusted``: who is logged in there has proven it as well as by our OTP."""

    name: str
    algorithm: Algorithm
    key: str | Ed25519PublicKey = field(repr=False)
    trusted: bool = False


class Fault(NamedTuple):
    """``line`` counts from 1; ``reason`` is a Vietnamese sentence that holds no value of the file."""

    line: int
    reason: str


class IssuersFileError(Exception):
    """The file cannot be used. ``str()`` has one line "path:line: reason" for each fault."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(f"{path}:{fault.line}: {fault.reason}" for fault in self.faults))


def load(path: Path, environment: Mapping[str, str]) -> tuple[Issuer, ...]:
    """The issuers of a file, with their secrets from ``environment``. Raises IssuersFileError with all faults at once."""
    try:
        document = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise IssuersFileError(path, [Fault(1, text("providers.unreadable"))]) from None
    try:
        content = tomllib.loads(document)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else len(document.splitlines())
        raise IssuersFileError(path, [Fault(line, text("providers.syntax"))]) from None
    lines = Lines(document)
    faults = [Fault(lines.of((key,)), text("providers.extra", key=key)) for key in content if key != _TABLE]
    tables = content.get(_TABLE)
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise IssuersFileError(path, [*faults, Fault(lines.of((_TABLE,)), text("embed.issuers.none"))])
    names: dict[str, int] = {}
    for number, table in enumerate(tables):
        for key, reason in _wrong(table, environment):
            faults.append(Fault(lines.of((_TABLE, number, key)), reason))
        name, line = str(table.get("name")), lines.of((_TABLE, number, "name"))
        if name in names:
            faults.append(Fault(line, text("embed.issuers.repeated", line=names[name])))
        names.setdefault(name, line)
    if faults:
        raise IssuersFileError(path, faults)
    return tuple(_issuer(table, environment) for table in tables)


def _wrong(table: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(key, reason) of everything that is wrong with one table."""
    for key in table.keys() - _KEYS:
        yield key, text("providers.extra_secret" if "secret" in key else "providers.extra", key=key)
    for key in ("name", "algorithm"):
        if key not in table:
            yield key, text("providers.missing", key=key)
    if "name" in table and not _is(_NAME, table["name"]):
        yield "name", text("embed.issuers.name")
    if not isinstance(table.get("trusted", False), bool):
        yield "trusted", text("providers.boolean", key="trusted")
    match table.get("algorithm"):
        case "HS256":
            yield from _wrong_secret(table, environment)
        case "EdDSA":
            yield from _wrong_key(table)
        case None:
            pass
        case _:
            yield "algorithm", text("providers.choice", key="algorithm", bound="HS256, EdDSA")


def _wrong_secret(table: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    variable = table.get("secret_env")
    if "public_key" in table:
        yield "public_key", text("embed.issuers.other_key", key="public_key", algorithm="HS256")
    if variable is None:
        yield "secret_env", text("providers.missing", key="secret_env")
    elif not _is(_VARIABLE, variable):
        yield "secret_env", text("embed.issuers.variable")
    elif not environment.get(variable):
        yield "secret_env", text("providers.secret_unset", key="secret_env")
    elif len(environment[variable].encode()) < LEAST_SECRET:
        yield "secret_env", text("embed.issuers.short", bytes=LEAST_SECRET)


def _wrong_key(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "secret_env" in table:
        yield "secret_env", text("embed.issuers.other_key", key="secret_env", algorithm="EdDSA")
    if "public_key" not in table:
        yield "public_key", text("providers.missing", key="public_key")
    elif _public_key(table["public_key"]) is None:
        yield "public_key", text("embed.issuers.public_key")


def _issuer(table: Mapping[str, Any], environment: Mapping[str, str]) -> Issuer:
    algorithm = cast(Algorithm, table["algorithm"])
    key = environment[table["secret_env"]] if algorithm == "HS256" else _public_key(table["public_key"])
    return Issuer(table["name"], algorithm, cast("str | Ed25519PublicKey", key), table.get("trusted", False))


def _public_key(value: object) -> Ed25519PublicKey | None:
    try:
        key = load_pem_public_key(value.encode()) if isinstance(value, str) else None
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
