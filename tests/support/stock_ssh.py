"""Debian's sshd, run by a user who is nobody in particular, and its ssh: who logs in with which key."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SSHD = shutil.which("sshd", path="/usr/sbin:/sbin:" + os.environ.get("PATH", ""))
HOST_KINDS = ("ed25519", "ecdsa", "rsa")


class StockServer:
    """A running sshd on this machine alone."""

    def __init__(self, place: Path, user: str, port: int) -> None:
        self.place, self.user, self.port = place, user, port

    def host_key(self, kind: str) -> str:
        """The line of its public key."""
        return (self.place / f"host_{kind}.pub").read_text(encoding="utf-8")

    def log(self) -> str:
        return (self.place / "log").read_text(encoding="utf-8")

    def ssh(self, agent: Path, *options: str) -> subprocess.CompletedProcess[str]:
        """Log in with whatever the agent has, and run nothing there."""
        own = (
            "-F",
            "none",
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "BatchMode=yes",
        )
        place = ("-p", str(self.port), f"{self.user}@127.0.0.1", "true")
        environment = os.environ | {"SSH_AUTH_SOCK": str(agent)}
        return subprocess.run(
            ["ssh", *own, *options, *place], env=environment, capture_output=True, text=True, timeout=60
        )


@contextmanager
def stock_server(authorized: str) -> Iterator[StockServer]:
    """An sshd that lets in whoever has the key of this line. As root it is started as the user daemon: sshd of root
    wants folders of the system, and systemd says that nobody's account is locked."""
    user = pwd.getpwnam("daemon") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    place = Path(tempfile.mkdtemp(prefix="sshd-"))
    try:
        for kind in HOST_KINDS:
            size = ("-b", "2048") if kind == "rsa" else ()
            command = ["ssh-keygen", "-q", "-t", kind, *size, "-N", "", "-f", str(place / f"host_{kind}")]
            subprocess.run(command, check=True)
        (place / "authorized").write_text(authorized + "\n", encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (place / "config").write_text(
            "".join(f"HostKey {place}/host_{kind}\n" for kind in HOST_KINDS)
            + f"AuthorizedKeysFile {place}/authorized\nPidFile none\nUsePAM no\nStrictModes no\n"
            f"ListenAddress 127.0.0.1:{port}\nLogLevel VERBOSE\nPasswordAuthentication no\n",
            encoding="utf-8",
        )
        who: dict[str, object] = {}
        if user.pw_uid != os.geteuid():
            who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            for path in (place, *place.iterdir()):
                os.chown(path, user.pw_uid, user.pw_gid)
        command = [str(SSHD), "-D", "-f", str(place / "config"), "-E", str(place / "log")]
        with subprocess.Popen(command, **who) as server:  # type: ignore[call-overload]
            try:
                _wait(port, server)
                yield StockServer(place, user.pw_name, port)
            finally:
                server.terminate()
    finally:
        shutil.rmtree(place)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError("sshd did not start")
