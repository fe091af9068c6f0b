"""The same randomness gives the same messages, hash inputs, draws and signatures as ever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.transcript import record

STORED: dict[str, Any] = json.loads((Path(__file__).parents[3] / "vectors" / "transcript.json").read_text())

STAGES = ["keygen", "refresh", "prepare", "sign", "refresh with copies"]


@pytest.fixture(scope="module")
def fresh() -> dict[str, Any]:
    return record()


def test_stages(fresh: dict[str, Any]) -> None:
    assert list(fresh) == list(STORED) == [*STAGES, "randomness"]


@pytest.mark.parametrize("stage", STAGES)
def test_messages(fresh: dict[str, Any], stage: str) -> None:
    assert len(fresh[stage]["messages"]) == len(STORED[stage]["messages"])
    for mine, known in zip(fresh[stage]["messages"], STORED[stage]["messages"], strict=True):
        assert mine == known


@pytest.mark.parametrize("stage", STAGES)
def test_hash_inputs(fresh: dict[str, Any], stage: str) -> None:
    mine, known = fresh[stage]["hash inputs"], STORED[stage]["hash inputs"]
    assert list(mine) == list(known)
    assert [tag for tag in mine if mine[tag] != known[tag]] == []


def test_outcomes(fresh: dict[str, Any]) -> None:
    assert fresh["keygen"]["share"] == STORED["keygen"]["share"]
    assert fresh["refresh"]["share"] == STORED["refresh"]["share"]
    assert fresh["refresh with copies"]["share"] == STORED["refresh with copies"]["share"]
    assert fresh["refresh with copies"]["copies"] == STORED["refresh with copies"]["copies"]
    assert fresh["prepare"]["sid2"] == STORED["prepare"]["sid2"]
    assert fresh["sign"]["signatures"] == STORED["sign"]["signatures"]


@pytest.mark.parametrize("party", ["P1", "P2"])
def test_draws(fresh: dict[str, Any], party: str) -> None:
    assert fresh["randomness"][party] == STORED["randomness"][party]


def test_all_of_it() -> None:
    """Once more in one test, so that mutation testing sees which code a transcript rests on."""
    assert record() == STORED
