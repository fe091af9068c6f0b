"""What leaves a co-signer's home for a journal and for whoever watches the machine: looked at after a whole story."""

from __future__ import annotations

import http.client
import json
import re
from collections import Counter
from typing import Any

from core.home.records import LogCode
from tests.support.programs import NAME, Programs

WATCHED = ("--log", "json", "--metrics", "0")
FIELDS = {"time", "level", "event"}
MORE = {"request", "computer", "epoch", "fault", "rule", "listening", "passphrase", "memory", "text", "lines"}
OF_CHANCE = {"time", "listening"}  # numbers in which any may come
OUTSIDE = {"service.opening", "service.ready", "service.said", "pages.ready", "program.warning"}
OUTSIDE |= {"link.linked", "link.ended", "link.unwelcome"}
SAYS = ("The passphrase came from a file; the disk alone opens this co-signer.", "Stopped.", "Opening …")


def page(programs: Programs, path: str) -> tuple[int, str]:
    """A page of the `serve` that runs."""
    ready = programs.served[-1].line('^.*"event": "pages.ready".*$')[0]
    host, _, port = str(json.loads(ready)["listening"]).rpartition(":")
    line = http.client.HTTPConnection(host, int(port), timeout=30)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    finally:
        line.close()


def figures(programs: Programs) -> dict[str, float]:
    """Its metrics, by name and labels."""
    status, text = page(programs, "/metrics")
    assert status == 200
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")}


def marks(programs: Programs) -> set[str]:
    """What must not leave: passphrases, names, addresses, keys, transactions."""
    files = {program.passphrase_file for program in (programs.computer, programs.other)}
    shown = programs.computer.call("wallet", "show", NAME)
    found = {file.read_text().strip() for file in files} | {NAME, str(programs.place)}
    found |= {str(shown[key]) for key in ("xpub", "fingerprint", "external", "internal")}
    history = programs.computer.call("history", NAME)["history"]
    found |= {str(entry["txid"]) for entry in history}
    found |= {str(programs.computer.call("address", NAME)["address"])}
    assert len(history) > 5
    return {mark for mark in found if mark}


def nothing_leaves(programs: Programs, *more: str, sats: tuple[int, ...]) -> None:
    """Every line is an object with few fields; no mark, and none of these amounts, is in any, nor in the metrics."""
    lines = [line for serving in programs.served for line in serving.err]
    found: list[dict[str, Any]] = [json.loads(line) for line in lines]
    for one in found:
        assert one.keys() >= FIELDS
        assert one.keys() <= FIELDS | MORE, one
        assert one["event"] != "service.said" or one["text"] in SAYS, one
    _, metrics = page(programs, "/metrics")
    text = "\n".join([*lines, metrics])
    for mark in {*marks(programs), *more}:
        assert mark not in text
    numbers = "\n".join([*(str({k: v for k, v in one.items() if k not in OF_CHANCE}) for one in found), metrics])
    assert not [amount for amount in sats if re.search(rf"(?<![\w.]){amount}(?!\w)", numbers)]
    assert not re.search(r"(bcrt1|[xt]pub)[a-z0-9]{6}", text, re.IGNORECASE)
    _the_story_is_there(Counter(one["event"] for one in found))
    outside = {one["event"] for one in found} - {str(code) for code in LogCode}
    assert outside <= OUTSIDE


def _the_story_is_there(events: Counter[str]) -> None:
    """What a journal is for."""
    assert events["service.ready"] == events["pages.ready"] == 3
    assert events["service.said"] >= 4
    for code in (
        LogCode.COMPUTER_PAIRED,
        LogCode.CURRENT,
        LogCode.WAITS,
        LogCode.UNATTENDED,
        LogCode.APPROVED,
        LogCode.REFUSED,
        LogCode.RELEASED,
        LogCode.RULE_SET,
    ):
        assert events[code], code
    assert events["link.linked"] >= 3
