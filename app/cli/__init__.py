"""`tandem`: the wallet on the command line."""
