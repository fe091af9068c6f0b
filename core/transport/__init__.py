"""Lines between the two sides: pairing, the link, the control socket."""
