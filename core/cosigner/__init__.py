"""What the co-signer (P2) can do. Start at service.py; never imports core.wallet, core.chain or a wallet library.

api, with pairing_views, sheet_api, restore_api, browser_api: what programs may do with a co-signer and see of it
opening           a co-signer, for programs: the rest of the door
service           the home, its links, the person at its console
reception         links as they open and end, and who may come
welcome           those that stand by to take its vault over
feed              the frames of one link, until their turn
dispatcher        frames in, answers out
endpoints         which script answers which message, and what it writes
connection        one live link
signing_requests  what it was asked to sign, decided, debited
notes             of computers, kept sealed
restores          a lost computer comes back
replacement       takes the place of a lost co-signer
wishes            what it was asked beside payments
elsewhere         a sheet made on a third machine
page              what browsers may that were admitted to its page: page_api, a door of its own; page_pin: for a yes;
                  page_certificate: an authority for it alone; page_of_admin: the same at the terminal
browsers          which were admitted; browser_admission: how
seats             from where a person speaks: no sheets are shown at the wallet computer
request_log       what is written down of that
proposal, reader  a payment is read, beside everything else
rulebook          the rules of all keys, and what they have counted
views, rules_view as a person sees payments and rules
admin             what a person asks and decides; files_of_admin: the files that it writes of itself
admin_in_turn     the same, where its turn is
ages              what a confirmed clock leaves as old as it is
calls, remote     the same over the control socket
executor          jobs: of a computer one after another, of several while one waits for the disk
"""
