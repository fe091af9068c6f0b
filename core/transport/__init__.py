"""Lines between the two sides.

link        the authenticated line
pairing     how two machines come to know each other
pairing_purpose  and what for
control     other programs of the same home
rate_limit  how often something may be asked for
"""
