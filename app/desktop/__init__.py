"""The desktop wallet: a window over `core.wallet`. The only part of Tandem that imports Qt."""
