"""Two-party Ed25519 as a Scheme (core/protocol/scheme.py)."""

from __future__ import annotations

from typing import Final

from core.crypto.ed25519 import EdwardsPoint
from core.protocol.additive.scheme import AdditiveScheme
from core.protocol.eddsa.kind import EDDSA_KIND

EDDSA_SCHEME: Final[AdditiveScheme[EdwardsPoint]] = AdditiveScheme(EDDSA_KIND)
