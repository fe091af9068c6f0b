"""Every payment, its details, and what can still be done about it. Start at page.py.

page      the list, its search, and files of it
detail    one payment beside the list
fee_bump  raising its fee, cancelling it, or a child that pays for both
"""
