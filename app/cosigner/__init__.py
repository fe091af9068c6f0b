"""`tandem-cosigner`: the co-signer and its terminal."""
