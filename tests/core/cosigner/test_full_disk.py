"""A full disk never ends `serve`."""

from __future__ import annotations

from pathlib import Path

from tests.support.own_disk import told_on


def test_a_co_signer_outlives_a_full_disk(tmp_path: Path) -> None:
    told_on(tmp_path, 16, "tests.core.cosigner.small_disk")
