"""``python -m app``: the CLI, for where its script is not on the path."""

from app.cli import main

main()
