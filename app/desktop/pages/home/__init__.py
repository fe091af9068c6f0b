"""The balance, what waits, what was last. Start at page.py.

page     what stands where
balance  the amount and its chart
recent   the newest payments, and the tools of practice
"""
