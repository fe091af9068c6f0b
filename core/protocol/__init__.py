"""The two-party protocol: pure steps, and a generator for each party."""
