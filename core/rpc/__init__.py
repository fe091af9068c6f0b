"""Calls over one link: a script for each, on both ends. Start at runner.py.

runner       one script under way
multiplexer  P1's end of a link: many calls, many threads
replies      what comes in place of an answer
single_use   what may not survive a sleep, a snapshot or a fork
"""
