"""Two-party X25519, for files of age: keys of the additive family that open and never sign (core/spec/opening.md).

kind      what its keys are
multiply  one round trip on a prepared session: both halves times the ephemeral share of a file
selftest  an opening whose result everybody knows
scheme    all of it as the rest of core sees it
"""
