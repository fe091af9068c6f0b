"""What is released, and whether it is to be believed. Start at judging.py.

minisign   signatures as stock tools make and check them
manifest   the text that is signed: versions, files, the keys that sign the next ones
judging    which manifest counts, and what a home remembers of it; which file belongs to it

Nothing here has a clock, a disk or a line: who asks is core/chain/release_feed.py.
"""
