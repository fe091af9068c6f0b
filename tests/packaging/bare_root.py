"""A Debian as it is after its installation, without Python: made once by debootstrap, and copied for each use.

It is entered through namespaces that end with the test: what is mounted there is seen nowhere else, and once all is
installed it has no network but its own loopback.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from app.processes import ROOT

SUITE = "bookworm"  # of Debian 12, the oldest that we promise: glibc 2.36
KEPT = ROOT / "build" / "bare-root" / SUITE
TOOLS = ("debootstrap", "nsenter", "unshare", "ip", "chroot")
PERSON = "person"
LIMIT = 900.0
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_HOLD = """
set -e
ip link set lo up
ip address add 10.7.4.20/32 dev lo
mount -t proc proc "$0/proc"
mount --rbind /dev "$0/dev"
mount -t tmpfs tmpfs "$0/run"
echo ready
exec sleep infinity
"""


def bare_root() -> Path:
    """The root that is kept. Skips, with the reason, where none can be made."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if os.geteuid() != 0 or missing:
        what = f"without {', '.join(missing)}" if missing else "by another user than root"
        pytest.skip(f"no Debian is made beside this one {what}")
    if not KEPT.is_dir():
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        made = KEPT.with_suffix(".made")
        shutil.rmtree(made, ignore_errors=True)
        # What every Debian has that somebody has installed for use: the service manager, and sudo.
        command = ["debootstrap", "--variant=minbase", "--include=systemd,sudo", SUITE, str(made)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT)
        if done.returncode:
            pytest.skip(f"debootstrap made no {SUITE} here: {(done.stdout + done.stderr).splitlines()[-1]}")
        made.rename(KEPT)
    return KEPT


class BareRoot:
    """A copy of it under `place`, with one person who may use sudo."""

    def __init__(self, place: Path) -> None:
        self.path = place / "root"
        subprocess.run(["cp", "--archive", "--reflink=auto", bare_root(), self.path], check=True)
        hold = ["unshare", "--mount", "--net", "--propagation=private", "sh", "-c", _HOLD, str(self.path)]
        self._holder = subprocess.Popen(hold, stdout=subprocess.PIPE, text=True)
        assert self._holder.stdout is not None
        with self._holder.stdout as said:
            assert said.readline() == "ready\n"
        self.say("useradd", "--create-home", PERSON)
        (self.path / "etc/hosts").write_text(f"127.0.0.1 localhost {os.uname().nodename}\n")  # sudo asks for it
        (self.path / "etc/sudoers.d" / PERSON).write_text(f"{PERSON} ALL=(ALL) NOPASSWD: ALL\n")

    def __enter__(self) -> BareRoot:
        return self

    def __exit__(self, *_: object) -> None:
        self._holder.kill()
        self._holder.wait()
        shutil.rmtree(self.path)

    def enter(self, user: str = "root", *, online: bool = False) -> list[str]:
        """The head of a command that runs inside, with a login's environment and nothing else."""
        place = ["nsenter", f"--target={self._holder.pid}", "--mount", *([] if online else ["--net"])]
        home = "/root" if user == "root" else f"/home/{user}"
        known = [f"PATH={_PATH}", f"HOME={home}", "LC_ALL=C.UTF-8", "TERM=dumb", f"USER={user}"]
        return [*place, "--", "chroot", f"--userspec={user}:{user}", str(self.path), "/usr/bin/env", "-i", *known]

    def run(self, *words: str, user: str = "root", online: bool = False) -> subprocess.CompletedProcess[str]:
        """One command to its end, with nobody to type."""
        return subprocess.run(
            [*self.enter(user, online=online), *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=LIMIT,
        )

    def say(self, *words: str, user: str = "root", online: bool = False) -> str:
        """The same; what it says. AssertionError where it fails."""
        done = self.run(*words, user=user, online=online)
        assert done.returncode == 0, f"{shlex.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def write(self, name: str, text: str, user: str = "root") -> None:
        """A file of a user's, for that user alone."""
        path = self.path / name.lstrip("/")
        path.write_text(text)
        path.chmod(0o600)
        self.say("chown", f"{user}:{user}", name)

    def as_python(self, place: Path, user: str = PERSON) -> Path:
        """What stands in for `sys.executable`: `-m NAME WORDS` runs the installed program NAME inside, as `user`; the
        practice network is a module of the wallet's."""
        script = place / "python"
        head = shlex.join(self.enter(user))
        script.write_text(
            "#!/bin/sh\nshift\n"
            f'[ "$1" != app.practice_network ] || set -- tandem -m "$1" "${{2#{self.path}}}"\n'
            f'exec {head} TERM="$TERM" "$@"\n'
        )
        script.chmod(0o755)
        return script
