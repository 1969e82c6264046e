"""Who is known to have died: of this machine's processes those that run no more, of others nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from kit.presence import NOWHERE, Presence

_CHILD = (
    "import sys, time; from pathlib import Path; from kit.presence import Presence; "
    "print(Presence(Path(sys.argv[1])).claim(), flush=True); time.sleep(600)"
)

_PARENT = (
    "import os, sys, time; from pathlib import Path; from kit.presence import Presence\n"
    "me = Presence(Path(sys.argv[1])); ready, done = os.pipe(); child = os.fork()\n"
    "if child == 0: os.write(done, b'!'); os.dup2(os.open(os.devnull, os.O_WRONLY), 1); time.sleep(600)\n"
    "os.read(ready, 1); print(me.claim(), child, flush=True); time.sleep(600)"
)


def test_a_process_that_was_killed_has_died_and_not_before(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _CHILD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        claim = child.stdout.readline().strip()
        me = Presence(tmp_path)
        assert len(claim) == 31 and not me.died(claim)
        child.kill()
        child.wait()
        assert me.died(claim)
        assert me.died(claim)  # looking at it takes nothing
    me.close()


def test_nobody_else_is_known_to_have_died(tmp_path: Path) -> None:
    me, other = Presence(tmp_path / "here"), Presence(tmp_path / "elsewhere")
    theirs, ours = other.claim(), me.claim()
    other.close()
    assert not me.died(theirs)
    assert not me.died(ours)
    assert not NOWHERE.died(theirs)
    assert not any(me.died(odd) for odd in ("", "../here", "x" * 22, ".", f"../{theirs}"))
    me.close()
    assert not me.died(ours)


def test_another_machine_on_the_same_disk_is_not_taken_for_dead(tmp_path: Path) -> None:
    other_boot = tmp_path / "boot"
    other_boot.write_text("another start\n")
    disk = tmp_path / "disk"
    there, here = Presence(disk, other_boot), Presence(disk)
    theirs, ours = there.claim(), here.claim()
    there.close()
    here.close()
    assert not Presence(disk).died(theirs)
    assert not Presence(disk, other_boot).died(ours)
    assert Presence(disk).died(ours)
    assert not Presence(disk, tmp_path / "none").died(ours)


def test_a_child_that_outlives_its_parent_does_not_keep_it_alive(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _PARENT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        claim, child = parent.stdout.readline().split()
        try:
            assert not Presence(tmp_path).died(claim)  # nor does the child, which lets go, take the lock along
            parent.kill()
            parent.wait()
            assert Presence(tmp_path).died(claim)
        finally:
            os.kill(int(child), signal.SIGKILL)


def test_files_of_those_who_died_long_ago_go(tmp_path: Path) -> None:
    old, late, running = Presence(tmp_path), Presence(tmp_path), Presence(tmp_path)
    of_old, of_late, of_running = (file_of(one, tmp_path) for one in (old, late, running))
    old.close()
    Presence(tmp_path).close()  # notices it
    late.close()
    before = time.time() - 100_000
    for file in (of_old, of_late, of_running):
        os.utime(file, (before, before))
    later = Presence(tmp_path)
    assert not of_old.exists()
    assert later.died(late.claim())  # it had run for a day, and died just now
    assert of_running.exists()
    running.close()
    later.close()


def file_of(presence: Presence, folder: Path) -> Path:
    (found,) = folder.rglob(presence.holder)
    return found
