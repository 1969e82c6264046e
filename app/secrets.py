"""The demo's secrets: made once in the data folder, readable by its owner alone."""

import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from kit.crypto import new_keyset

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
FILE = "demo-secrets.json"


@dataclass(frozen=True)
class DemoSecrets:
    """One value per secret of ``app.settings``; empty in production, where the environment has them all."""

    secret_key: str
    keyset: str
    internal_token: str
    sms_key: str
    demo_password: str
    demo_sms_key: str

    @classmethod
    def empty(cls) -> "DemoSecrets":
        """For production: nothing is made up."""
        return cls("", "", "", "", "", "")

    @classmethod
    def load(cls, data_dir: Path) -> "DemoSecrets":
        """The secrets of this data folder, made on the first call. Two processes that start at once agree on one set."""
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = data_dir / FILE
        if not path.exists():
            made = cls(
                secret_key=secrets.token_urlsafe(48),
                keyset=new_keyset(),
                internal_token=secrets.token_urlsafe(32),
                sms_key=secrets.token_urlsafe(32),
                demo_password="".join(secrets.choice(_ALPHABET) for _ in range(12)),
                demo_sms_key="demo-" + secrets.token_urlsafe(24),
            )
            _write_once(path, json.dumps(asdict(made), indent=1))
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def _write_once(path: Path, content: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # mode 0600
    temporary = Path(name)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    try:
        # A hard link fails when the file exists, where a rename would replace what another process already uses.
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
