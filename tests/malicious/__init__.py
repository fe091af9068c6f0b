"""Every lie of a peer, by name."""
