"""What differs by operating system, and nothing else. Start at api.py, the list of it; here.py chooses once.

api          what the project asks of a system (Protocols), and nothing about how
here         this one's
posix        what Linux and macOS share; linux, darwin: what they do not; unix_sockets: how two programs speak there
windows      the same for Windows; pipes: how two programs speak there
win32        the calls of Windows' own libraries, one line of meaning each: the only part that needs a Windows to run

OSError says what went wrong; whoever asks knows what it means. Nothing here knows a home, a vault or a wallet, and
nothing else asks which system this is for the sake of files, locks, memory, sockets or terminals.
"""
