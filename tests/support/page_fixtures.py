"""One co-signer with its page for the tests of a file; each leaves it as it found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.page_visitor import PagedHomes, paged_homes


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PagedHomes]:
    with paged_homes(tmp_path_factory.mktemp("page")) as homes:
        yield homes


@pytest.fixture
def homes(shared: PagedHomes) -> Iterator[PagedHomes]:
    yield shared
    shared.clear()
