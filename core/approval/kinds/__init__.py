"""What may be asked of a key beside payments: the kinds of tasks there are, how the co-signer reads each, and what a
person sees of it."""
