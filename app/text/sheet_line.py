"""What stands on the paper that a recovery sheet is written on: codes, whose sentences are in the tables."""

from __future__ import annotations

from enum import StrEnum


class SheetLine(StrEnum):
    """A line of it. `device` is the one whose sheet it is, `other` the other one, each as COMPUTER or COSIGNER says."""

    COMPUTER = "computer"
    COSIGNER = "cosigner"

    DOCUMENT = "document"  # what the file calls itself
    TITLE = "title"
    NEVER_THERE = "never_there"
    NEVER_TYPE = "never_type"
    MADE = "made"

    FINGERPRINT = "fingerprint"
    WALLETS = "wallets"
    MORE = "more"

    WHAT_TO_DO = "what_to_do"
    WRITE = "write"
    ASKED = "asked"
    KEEP = "keep"
    COMPUTER_LOST = "computer_lost"
    COSIGNER_LOST = "cosigner_lost"

    WHOLE = "whole"  # what is the whole key
    WHOLE_COMPUTERS = "whole_computers"
    WHOLE_COSIGNERS = "whole_cosigners"
    WHOLE_SHEETS = "whole_sheets"
    WHOLE_DEVICES = "whole_devices"
    NO_SEED = "no_seed"

    LEFT = "left"
    LEFT_MORE = "left_more"
