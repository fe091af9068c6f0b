"""Secret[T]: a value that does not show itself. Every use is `.reveal()`, so every use can be searched for."""

from __future__ import annotations

from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")


class Secret(Generic[T]):
    """Holds one secret. No repr, no comparison, no hash, no pickle, no copy into text."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """The value itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("secrets are compared with hmac.compare_digest, never with ==")

    def __hash__(self) -> NoReturn:
        raise TypeError("secrets are not keys")

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets are not pickled")
