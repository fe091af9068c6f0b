"""The rules a person may set on the co-signer: one file for each, and its line in registry.py. Start at rule.py.

rule           what a rule is, what it judges and what it says
spending       what limits count: payments that were signed, in groups
registry       the rules there are, in the order in which they speak
readable       the same as a person reads them

freeze         nothing is signed
max_payment    no payment beyond an amount
per_day        nor more than so much in 24 hours, per_week in seven days
allowlist      who is paid unasked, or nobody else
ask_above      beyond an amount a person is asked
hours          and outside of hours
approve_below  up to an amount nobody is
alike          what is like a task that was approved, and no payment, is signed unasked
waiting        how long a yes, and a loosening, can be taken back
amount         what the rules about amounts share
"""
