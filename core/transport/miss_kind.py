"""What may become of a wake-up."""

from __future__ import annotations

from enum import StrEnum


class MissKind(StrEnum):
    """Why a wake-up was not taken; HTTP: with a point and the number of the answer."""

    NAME = "name"  # nobody knows the name
    PRIVATE = "private"  # it leads into this network, and that was not said
    PLAIN = "plain"  # it leads out of it, without TLS
    SILENT = "silent"  # no connection, or no answer in time
    TLS = "tls"  # the certificate is not its own, or nobody vouches for it
    HTTP = "http"
