"""What a party's side of a conversation may ask of whoever drives it: effects.py. Knows no domain, does no I/O."""
