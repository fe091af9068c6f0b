"""One strict codec, and the texts and messages that are made with it. Start at codec.py.

codec     dataclass <-> canonical bytes; knows no curve: other rooms register their forms
messages  every message on the wire, numbered once
text      what a text may hold that two machines show
names     what a wallet, a computer or a co-signer may be called
bech32    addresses and pairing links
"""
