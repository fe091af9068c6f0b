"""The entry of the wallet's bundle."""

from app.bundle import WALLET, start

start(WALLET)
