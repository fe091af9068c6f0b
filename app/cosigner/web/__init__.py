"""The co-signer's page: approvals on a phone (rules W1 to W5). Whoever asks is a stranger
until its cookie says otherwise.

site       start here: what is answered to whom, and every fence before it
listener   sockets and their limits; HTTP is aiohttp's
forms      cookies, and what a form must bring
markup     HTML, escaped: the one place where it is made
parts      pieces of pages; pages: what waits, and whoever is not admitted; lookups: what is looked up
asked      what a computer asks beside payments
rules      the rules, and their form; computers: those that are paired; changes: what is done about either
events     what is new, for pages that are open

Core is reached by PageApi alone. Nothing here unlocks a vault, shows a sheet or pairs a computer.
"""
