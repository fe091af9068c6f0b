"""Building blocks of the protocol. They have no clock, no disk, no network and no randomness of their own."""
