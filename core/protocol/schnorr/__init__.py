"""Two-party BIP340 for taproot keys without scripts: a kind of the additive family. Start at ../additive.

kind    its child keys, BIP86 and BIP340
scheme  the kind as a Scheme
"""
