"""Two-party BIP340 as a Scheme (core/protocol/scheme.py)."""

from __future__ import annotations

from typing import Final

from core.crypto.secp256k1 import Point
from core.protocol.additive.scheme import AdditiveScheme
from core.protocol.schnorr.kind import SCHNORR_KIND

SCHNORR_SCHEME: Final[AdditiveScheme[Point]] = AdditiveScheme(SCHNORR_KIND)
