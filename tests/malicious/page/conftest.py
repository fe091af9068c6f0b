from __future__ import annotations

from tests.support.page_fixtures import homes, shared

__all__ = ["homes", "shared"]
