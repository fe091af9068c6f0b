"""Two-party Ed25519, for keys of ssh: a kind of the additive family. Start at ../additive.

kind    whole messages, as RFC 8032 signs them; no child keys
scheme  the kind as a Scheme
"""
