"""secp256k1, child keys, randomness. Start at secp256k1.py, the one file that touches libsecp256k1.

secp256k1  points, scalars, the check of a signature
bip32      child keys of a public key
rng        randomness as an argument
"""
