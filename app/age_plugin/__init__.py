"""`age-plugin-tandem`: what age and its kin start to have a file opened by the co-signer and this computer together."""
