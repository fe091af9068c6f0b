"""Curves, child keys, randomness. Start at group.py; one file touches libsecp256k1, one libsodium.

group      a group of prime order, as protocols see it
secp256k1  points, scalars, the check of a signature
ed25519    points, scalars, the coordinate of X25519
bip32      child keys of a public key
bip340     Schnorr signatures, and the tweak of a taproot key without scripts
rng        randomness as an argument
webauthn   what a browser sends of a passkey
"""
