"""The one large number of a payment, and what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from core.wallet.api import Review

translate = QCoreApplication.translate


def headline(review: Review) -> tuple[str, int]:
    """Its words and the number in sat: never a sum of things that its words do not name."""
    if review.recipients:
        return translate("Payment", "Recipients get"), review.paid
    if review.unfindable:
        return translate("Payment", "As good as lost"), sum(sats for _, sats in review.unfindable)
    if review.to_self:
        return translate("Payment", "You pay yourself"), sum(sats for _, sats in review.to_self)
    return translate("Payment", "Comes back to this wallet"), review.change
