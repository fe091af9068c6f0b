"""The authenticated line between two paired machines. Start at link.py.

link           one line: frames in, frames out
hello          its first frame
tls            the pins of both ends
tls_acceptor   the listening end: who may come in
admission      who may wait for that, when many knock
websocket      frames over TLS
heartbeat      whether the other side is still there
identity       certificate and key of this machine
event_loop     the one asyncio loop
origin        what counts as one place on a network
local_address  how others reach this machine
"""
