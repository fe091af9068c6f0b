"""The programs of Tandem."""

__version__ = "0.1.0"
