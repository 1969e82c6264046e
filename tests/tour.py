"""Takes the pictures of docs/tour.md anew: the tests that play its stories keep their scenes, which become WebP in docs/images.

    .venv/bin/python -m tests.tour [tests/e2e/product/test_channels.py ...]

Without arguments all stories are played. A scene that the tour does not show is dropped.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
STORIES = (
    "tests/e2e/stories",
    "tests/e2e/console/test_officer.py",
    "tests/e2e/personal/test_feedback.py",
    "tests/e2e/product/test_channels.py",
)


def main(stories: list[str]) -> int:
    """Prints what was taken, and what stays because none of the stories played shows it; pytest's exit code."""
    shown = set(re.findall(r"images/([\w-]+)\.webp", (ROOT / "docs/tour.md").read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", *(stories or STORIES)]
        code = subprocess.run(command, cwd=ROOT, env=os.environ | {"BHXH_SCREENSHOTS": folder}, check=False).returncode
        taken = {scene.stem: scene for scene in Path(folder).glob("*.png") if scene.stem in shown}
        for name, scene in sorted(taken.items()):
            with Image.open(scene) as picture:
                picture.convert("RGB").save(ROOT / f"docs/images/{name}.webp", quality=80, method=6)
            print(f"docs/images/{name}.webp")
    print("left as they are:", ", ".join(sorted(shown - taken.keys())) or "none")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
