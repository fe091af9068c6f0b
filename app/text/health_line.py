"""How a key is: codes, whose sentences are in the tables."""

from __future__ import annotations

from enum import StrEnum


class HealthLine(StrEnum):
    """A title, what stands below it, or a part of that."""

    COSIGNER = "cosigner"  # titles
    COSIGNER_AT = "cosigner_at"
    COSIGNER_NAMED = "cosigner_named"
    HALVES = "halves"
    RULES = "rules"
    LOST = "lost"
    SHEETS = "sheets"

    ASKING = "asking"  # the line to the co-signer
    ONLINE = "online"
    ANSWERS = "answers"
    SILENT = "silent"
    LAST_ANSWER = "last_answer"
    NO_ANSWER = "no_answer"  # nobody has asked it before

    WERE_WHOLE = "were_whole"  # the halves
    EPOCHS = "epochs"
    FAILED = "failed"
    EPOCH = "epoch"
    NEXT_ONLINE = "next_online"
    NEXT = "next"

    NO_REPORT = "no_report"  # the rules
    ASKS = "asks"
    SIGNS = "signs"

    LOST_PRACTICE = "lost_practice"  # a lost device
    COMES_BACK = "comes_back"
    LOSES_EITHER = "loses_either"
    LOSES_COMPUTER = "loses_computer"
    LOSES_COSIGNER = "loses_cosigner"

    SHEETS_PRACTICE = "sheets_practice"  # the recovery sheets
    NO_SHEET = "no_sheet"
    SEALED_NEXT = "sealed_next"
    WAITS_THERE = "waits_there"
    WAITS_HERE = "waits_here"
    NO_SHEET_THERE = "no_sheet_there"
    DRILL = "drill"
    DRILL_THERE = "drill_there"
    NO_FILE = "no_file"
    OLD_FILE = "old_file"
    IN_FORCE = "in_force"
    TRIED = "tried"

    WHOLE = "whole"  # troubles, and what to do
    WHOLE_MORE = "whole_more"
    PLACE_ASKED = "place_asked"
    PLACE_ASKED_MORE = "place_asked_more"
    PLACE_STOPPED = "place_stopped"
    PLACE_STOPPED_MORE = "place_stopped_more"
    MISMATCH = "mismatch"
    MISMATCH_MORE = "mismatch_more"
    NO_ADDRESS = "no_address"
    LOCKED = "locked"
    LOCKED_MORE = "locked_more"
    SUSPENDED = "suspended"
    SUSPENDED_MORE = "suspended_more"
    MUST_RENEW = "must_renew"
    MUST_RENEW_MORE = "must_renew_more"
    OLD_COPY = "old_copy"
    OLD_COMPUTER = "old_computer"
    OLD_COSIGNER = "old_cosigner"
    SAME_MACHINE = "same_machine"
    SAME_MACHINE_MORE = "same_machine_more"
    UNCOMPARED = "uncompared"
    UNCOMPARED_MORE = "uncompared_more"

    ON_PAGE = "on_page"  # the way to what is to be done: in the window, and in a terminal
    SEE_PAGE = "see_page"
    TYPE = "type"
    AGO = "ago"
