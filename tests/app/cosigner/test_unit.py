"""The systemd unit: what systemd itself says of it, what it names in our programs, and the calls that it allows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from app.config import parse
from app.cosigner.home import HOME
from app.cosigner.parser import parser
from app.cosigner.supervision import STOP_WITHIN
from app.cosigner.unlocking import CREDENTIAL
from app.processes import ROOT, Running
from core.errors import BadInput, LinkError, StorageError
from tests.support.programs import Programs

UNIT = ROOT / "packaging" / "systemd" / "tandem-cosigner.service"
README = ROOT / "packaging" / "README.md"
PAGE = ROOT / "packaging" / "linux" / "cosigner.md"
MOST_EXPOSED = "1.2"  # of 10


def settings() -> dict[str, list[str]]:
    """By name; several of one name in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found[name].append(value)
    return found


def analyzed(*words: str) -> str:
    """What systemd says. Skips where there is none."""
    command = shutil.which("systemd-analyze")
    if command is None:
        pytest.skip("systemd-analyze, which reads units, is not installed")
    done = subprocess.run([command, *words], capture_output=True, text=True, timeout=60, check=False)
    if "Unknown command" in done.stderr or "unrecognized option" in done.stderr:
        pytest.skip(f"systemd-analyze is too old: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The unit as it would be with the program in this tree."""
    program = Path(sys.executable).parent / "tandem-cosigner"
    text = UNIT.read_text(encoding="utf-8").replace("/opt/tandem/.venv/bin/tandem-cosigner", str(program))
    (tmp_path / UNIT.name).write_text(text)
    return tmp_path / UNIT.name


def test_systemd_takes_every_line(here: Path) -> None:
    said = analyzed("verify", "--man=no", str(here))
    assert UNIT.name not in said
    here.write_text(here.read_text().replace("NoNewPrivileges=yes", "NoNewPrivilegs=yes"))
    assert "NoNewPrivilegs" in analyzed("verify", "--man=no", str(here))  # it would be said


def test_how_much_it_is_exposed(here: Path) -> None:
    said = analyzed("security", "--offline=true", "--no-pager", str(here))
    assert (found := re.search(r"Overall exposure level for \S+: ([0-9.]+)", said))
    assert float(found[1]) <= float(MOST_EXPOSED)
    assert f"says {MOST_EXPOSED} of 10" in PAGE.read_text(encoding="utf-8")


def test_what_it_names_is_what_the_programs_know() -> None:
    found = settings()
    [credential] = found["LoadCredentialEncrypted"]
    assert credential.partition(":")[0] == CREDENTIAL
    [command] = found["ExecStart"]
    assert parser().parse_args(shlex.split(command)[1:]).log == "text"
    environment = dict(pair.split("=", 1) for pair in found["Environment"])
    home, anchor = (f"/var/lib/{directory}" for directory in found["StateDirectory"][0].split())
    assert environment[HOME] == home == found["WorkingDirectory"][0]
    assert f'anchor = "{anchor}"' in README.read_text(encoding="utf-8")
    assert float(found["TimeoutStopSec"][0]) > STOP_WITHIN
    assert found["Type"] == ["notify"]


def test_it_is_not_started_again_where_a_person_must_look() -> None:
    stays = {int(code) for code in settings()["RestartPreventExitStatus"][0].split()}
    assert BadInput.exit_code in stays  # a passphrase that is wrong, or that others can read
    assert not {StorageError.exit_code, LinkError.exit_code, 1} & stays
    assert settings()["Restart"] == ["on-failure"]
    assert int(settings()["StartLimitBurst"][0]) * 10 < int(settings()["StartLimitIntervalSec"][0])


def test_memory_stays_off_the_disk_and_files_are_ours_alone() -> None:
    found = settings()
    expected = {
        "LimitMEMLOCK": "infinity",
        "MemorySwapMax": "0",
        "LimitCORE": "0",
        "UMask": "0077",
        "StateDirectoryMode": "0700",
        "MemoryDenyWriteExecute": "yes",
        "CapabilityBoundingSet": "",
    }
    assert {name: found[name][-1] for name in expected} == expected
    assert "pid" not in found["ProcSubset"]  # or nothing names the start of the machine (C8)


def allowed() -> set[str]:
    """The calls that are left after the filters, by systemd's own sets."""
    sets: dict[str, set[str]] = {}
    for line in analyzed("syscall-filter").splitlines():
        if line.startswith("@"):
            current = sets.setdefault(line.strip(), set())
        elif line.startswith("    ") and not line.strip().startswith("#"):
            current.add(line.strip())

    def all_of(name: str) -> set[str]:
        return set().union(*map(all_of, sets[name])) if name in sets else {name}

    found: set[str] = set()
    for value in settings()["SystemCallFilter"]:
        names = set().union(*map(all_of, value.removeprefix("~").split()))
        found = found - names if value.startswith("~") else found | names
    return found


def test_it_calls_nothing_that_the_unit_forbids(tmp_path: Path) -> None:
    """From its start over a pairing link to its end. A call that is forbidden would fail with EPERM."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace, which shows the calls of a program, is not installed")
    may = allowed()
    assert {"mlockall", "setrlimit", "prlimit64", "flock", "fsync"} <= may
    assert not {"mount", "ptrace", "setuid", "reboot", "chroot", "bpf"} & may
    with Programs(tmp_path, practice=True) as programs:
        programs.init()
        trace = tmp_path / "trace"
        words = ["--home", str(programs.other.home), "serve", "--listen", "127.0.0.1:0", "--with-input"]
        words += ["--metrics", "0", "--log", "text"]
        secret = ["--passphrase-file", str(programs.other.passphrase_file), "--json"]
        command = [strace, "-f", "-qq", "-e", "signal=none", "-o", str(trace), sys.executable, "-m", "app.cosigner"]
        with Running([*command, *words, *secret], os.environ) as running:
            running.object()
            with programs.other.start("pair") as asking:
                asking.object()
                assert running.end() == 0  # its input ends, and so does it
                asking.end()
        calls = set(re.findall(r"^\d+ +([a-z0-9_]+)\(", trace.read_text(errors="replace"), re.MULTILINE))
    assert len(calls) > 40
    if os.geteuid() == 0:
        calls.discard("fchown")  # SQLite's, for a log that root made; as another user it has none
    assert calls - may == set()


# ------------------------------------------------------------------ what people are told to type
def test_the_settings_that_the_page_writes_are_settings() -> None:
    [line] = re.findall(r"^printf '(listen .*)' \\$", README.read_text(encoding="utf-8"), re.MULTILINE)
    found = parse(Path("/h"), line.encode().decode("unicode_escape").encode())
    assert (found.listen, found.metrics) == ("0.0.0.0:7420", "127.0.0.1:9420")


def test_the_files_that_the_page_names_are_there() -> None:
    text = README.read_text(encoding="utf-8")
    named = set(re.findall(r"packaging/systemd/[\w.-]+", text))
    assert named == {str(path.relative_to(ROOT)) for path in UNIT.parent.iterdir()}
    assert f"--name={CREDENTIAL}" in PAGE.read_text(encoding="utf-8")
