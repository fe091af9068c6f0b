"""`tandem-git-sign`: what git calls to sign, so that the co-signer sees the whole commit, tag or push."""
