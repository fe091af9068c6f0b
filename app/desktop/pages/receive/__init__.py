"""An address, its code, and whether the co-signer shows the same. Start at page.py.

page   the address of now, the earlier ones, and all
card   one address with its code
check  the co-signer works it out too
list   addresses as rows
"""
