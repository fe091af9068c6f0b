"""The entry of the co-signer's bundle."""

from app.bundle import COSIGNER, start

start(COSIGNER)
