"""The file of issuers: what is read, and how each mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.embed.issuers import IssuersFileError, load

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "issuers.toml"
ENVIRONMENT = {"APP_EXAMPLE_SECRET": "s" * 32, "SHORT": "s" * 31, "EMPTY": ""}
GOOD = '[[issuer]]\nname = "a"\nalgorithm = "HS256"\nsecret_env = "APP_EXAMPLE_SECRET"\n'


def test_the_example_is_read() -> None:
    first, second = load(EXAMPLE, ENVIRONMENT)
    assert (first.name, first.algorithm, first.trusted) == ("app.example.vn", "HS256", False)
    assert second.algorithm == "EdDSA"
    assert "s" * 32 not in repr(first)


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        ("", 1, "[[issuer]]"),
        ("x = [", 1, "TOML"),
        (GOOD + "\nother = 1", 6, "«other»"),
        ("extra = 1\n" + GOOD, 1, "«extra»"),
        (GOOD.replace('"a"', '"Tên có dấu"'), 2, "«name»"),
        (GOOD.replace('name = "a"\n', ""), 1, "«name»"),
        (GOOD.replace("HS256", "none"), 3, "HS256, EdDSA"),
        (GOOD.replace("APP_EXAMPLE_SECRET", "SHORT"), 4, "32 byte"),
        (GOOD.replace("APP_EXAMPLE_SECRET", "EMPTY"), 4, "chưa được đặt"),
        (GOOD.replace("APP_EXAMPLE_SECRET", "the secret itself"), 4, "biến môi trường"),
        (GOOD + 'secret = "abc"', 5, "không viết trong tệp"),
        (GOOD + 'trusted = "yes"', 5, "true hoặc false"),
        (GOOD + 'public_key = "x"', 5, "không dùng với HS256"),
        (GOOD.replace("HS256", "EdDSA"), 4, "không dùng với EdDSA"),
        ('[[issuer]]\nname = "a"\nalgorithm = "EdDSA"\npublic_key = "nonsense"', 4, "Ed25519"),
        (GOOD + "\n" + GOOD, 7, "dòng 2"),
    ],
)
def test_a_mistake_is_refused_with_its_line(tmp_path: Path, content: str, line: int, told: str) -> None:
    path = tmp_path / "issuers.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(IssuersFileError) as refused:
        load(path, ENVIRONMENT)
    assert any(fault.line == line and told in fault.reason for fault in refused.value.faults), str(refused.value)
    assert "the secret itself" not in str(refused.value)
