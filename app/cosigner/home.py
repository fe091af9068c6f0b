"""Reaching the co-signer of one home: through the running `serve`, or by opening the home."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from app.arguments import home_of
from app.config import Config
from app.passphrase import passphrase
from app.terminal import Screen

HOME = "TANDEM_COSIGNER_HOME"


def config_of(args: argparse.Namespace) -> Config:
    """The settings of the home this run works on."""
    return home_of(args, "tandem-cosigner", HOME)


def ask(
    args: argparse.Namespace,
    screen: Screen,
    command: str,
    values: Mapping[str, object],
    on_event: Callable[[dict[str, Any]], None] = lambda _event: None,
    answer: Callable[[dict[str, Any]], Any] = lambda _question: None,
) -> dict[str, Any]:
    """What the co-signer answers to `command`. The passphrase is asked for only when it is needed."""
    from core.cosigner import ask as ask_cosigner

    config = config_of(args)
    return ask_cosigner(
        config.home,
        command,
        dict(values),
        lambda: passphrase(args, config, screen),
        on_event,
        answer=answer,
    )
