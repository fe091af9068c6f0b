"""What makes .venv ready: packaging/environment.sh."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

SCRIPT = Path("packaging", "environment.sh")
QUIETLY = ROOT / "packaging" / "apt_quietly.sh"
ASKED = """#!/bin/sh
echo "$*" >&2
if [ "$1" = install ]; then
    if "$POLICY" postgresql start; then echo started; else echo "answered $?"; fi >&2
    %s
fi
"""


@pytest.mark.parametrize("there", [True, False])
def test_another_folder_s_environment_is_not_cleared_through_a_link(there: bool, tmp_path: Path) -> None:
    """`venv --clear` goes where a link leads: a checkout that borrowed .venv emptied the lender's."""
    checkout, lender = tmp_path / "checkout", tmp_path / "lender" / ".venv"
    shutil.copytree(ROOT / "packaging", checkout / "packaging")
    shutil.copy(ROOT / "pyproject.toml", checkout)
    if there:
        lender.mkdir(parents=True)
        (lender / "pyvenv.cfg").write_text(f"command = python3 -m venv {lender}\n")
    (checkout / ".venv").symlink_to(lender)
    done = subprocess.run([checkout / SCRIPT, "run"], capture_output=True, text=True)
    assert done.returncode == 1
    assert f".venv is a link to {lender}, where another folder's environment may be" in done.stderr
    assert "rm .venv" in done.stderr
    assert lender.exists() is there
    assert [path.name for path in lender.parent.rglob("*") if path.is_file()] == ["pyvenv.cfg"] * there
    assert (checkout / ".venv").is_symlink()


def installed_quietly(place: Path, then: str) -> tuple[subprocess.Popen[str], Path]:
    """postgresql from an apt-get that asks as Debian's does whether it may start it, and `then` goes on."""
    (place / "apt-get").write_text(ASKED % then)
    (place / "apt-get").chmod(0o755)
    policy = place / "policy-rc.d"
    environment = os.environ | {"PATH": f"{place}:{os.environ['PATH']}", "POLICY": str(policy)}
    command = [str(QUIETLY), "postgresql"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True)
    return process, policy


@pytest.mark.parametrize("code", [0, 100])
def test_what_is_installed_for_tests_is_not_started(code: int, tmp_path: Path) -> None:
    """Whether apt-get succeeds or not, nobody is forbidden anything afterwards."""
    process, policy = installed_quietly(tmp_path, f"exit {code}")
    _, said = process.communicate()
    assert process.returncode == code
    assert "no service is started" in said
    assert said.splitlines()[1:] == ["update", "install -y --no-install-recommends postgresql", "answered 101"]
    assert not policy.exists()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_nor_is_anything_forbidden_once_it_was_interrupted(number: signal.Signals, tmp_path: Path) -> None:
    process, policy = installed_quietly(tmp_path, f"kill -{number.value} 0")
    process.communicate()
    assert process.returncode in (-number, 128 + number)
    assert not policy.exists()


def test_who_forbade_before_still_does(tmp_path: Path) -> None:
    (tmp_path / "policy-rc.d").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "policy-rc.d").chmod(0o755)
    process, policy = installed_quietly(tmp_path, "exit 0")
    _, said = process.communicate()
    assert "decides, which was there before" in said
    assert said.splitlines()[-1] == "started"
    assert policy.read_text() == "#!/bin/sh\nexit 0\n"
