"""These tests need Rasa's environment (Python 3.10): tests/test_python310.py runs them there."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("rasa") else ["test_*.py"]
