"""What can be chosen, in cards. Start at page.py.

wallet   which one, its public keys, another one
look     how the window looks, and the price
safety   when it locks by itself, and another passphrase
network  server and proxy
releases whether there is a newer version; guides are of parts/help
"""
