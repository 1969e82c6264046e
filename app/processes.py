"""The process list, as a configuration of supervisord, which restarts what dies."""

import sys
from configparser import RawConfigParser
from pathlib import Path

from app.settings import Product
from app.training import ROOT

# In the order of their start. Rasa takes longest to be ready, so it goes first.
NAMES = ("rasa", "actions", "web", "sender", "worker")
WATCH = "watch"


def _program(section: dict[str, str], logs: Path, name: str, command: str) -> dict[str, str]:
    return {
        "command": command,
        "autorestart": "true",
        "startsecs": "1",
        # A port that a dying predecessor still holds, or a database that is away, may take a while: keep trying.
        "startretries": "1000",
        "stopasgroup": "true",
        "killasgroup": "true",
        "stopwaitsecs": "10",
        "redirect_stderr": "true",
        "stdout_logfile": str(logs / f"{name}.log"),
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": "3",
        **section,
    }


def write_configuration(product: Product) -> Path:
    """Write ``supervisord.conf`` into the data folder and return its path."""
    run, logs = product.data_dir / "run", product.data_dir / "log"
    for folder in (run, logs):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    bhxh = f"{sys.executable} -m app"
    config = RawConfigParser()
    config["supervisord"] = {
        "nodaemon": "true",
        "silent": "true",
        "logfile": str(logs / "supervisord.log"),
        "pidfile": str(run / "supervisord.pid"),
        "childlogdir": str(logs),
        "umask": "077",
        "directory": str(ROOT),
        "environment": f'BHXH_DATA_DIR="{_escape(str(product.data_dir))}"',
    }
    socket = run / "supervisor.sock"
    config["unix_http_server"] = {"file": _escape(str(socket)), "chmod": "0600"}
    config["supervisorctl"] = {"serverurl": f"unix://{_escape(str(socket))}"}
    config["rpcinterface:supervisor"] = {
        "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
    }
    for priority, name in enumerate(NAMES, start=1):
        section = {"priority": str(priority)}
        config[f"program:{name}"] = _program(section, logs, name, f"{bhxh} serve {name}")
    config[f"eventlistener:{WATCH}"] = {
        "command": f"{bhxh} serve {WATCH}",
        "events": "PROCESS_STATE_EXITED,PROCESS_STATE_FATAL",
        "autorestart": "true",
        # Its standard error is what the person at the terminal reads.
        "stderr_logfile": "/dev/stderr",
        "stderr_logfile_maxbytes": "0",
        "stdout_logfile": "NONE",
    }
    path = run / "supervisord.conf"
    with path.open("w", encoding="utf-8") as file:
        config.write(file)
    return path


def _escape(value: str) -> str:
    return value.replace("%", "%%")
