"""All questions of the content, asked through the public API."""

import pytest
import yaml

from app.training import ROOT
from tests.support.product import RunningProduct

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_every_question_is_answered_with_its_source(product: RunningProduct) -> None:
    content = [
        entry
        for path in sorted((ROOT / "bot" / "data" / "faq").glob("*.yml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["entries"]
    ]
    assert len(content) == 133
    wrong = []
    for entry in content:
        chat = product.chat().say(entry["question"].replace("{hotline}", "19009696"))
        if chat.meta["faq"] != entry["id"]:
            wrong.append(f"{entry['id']}: {chat.meta}")
            continue
        assert chat.meta["source"], entry["id"]
        assert chat.meta["as_of"], entry["id"]
        if entry["checked"] == "no":
            assert "19009696" in chat.text, entry["id"]
    assert not wrong, "\n".join(wrong)
