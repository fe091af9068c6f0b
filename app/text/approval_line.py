"""What a person is told of a payment as a whole, around its parts: codes, whose sentences are in the tables."""

from __future__ import annotations

from enum import StrEnum


class ApprovalLine(StrEnum):
    """A line about a whole payment."""

    TO_MANY = "to_many"
    TO_ONE = "to_one"
    TO_NOBODY = "to_nobody"
    LARGEST = "largest"
    ASKED_BY = "asked_by"
    REFUSED_OFTEN = "refused_often"
    FIRST_TIME = "first_time"
    LOOKS_LIKE = "looks_like"
    REPLACES = "replaces"
    CALLS_OFF = "calls_off"
    HURRIES = "hurries"
    UNSHOWN = "unshown"
