"""What several families of pages share and that knows the state. Start at page.py, the base of a page.

page              what every page is, and how it goes elsewhere
chain_words       how the chain is known, in words
health            how the key is, in words; health_card shows it
pending_payments  payments that wait, with their ways on
practice_card     the practice co-signer asks
headline          the one large number of a payment
payee_table       many recipients
rule_lines        the co-signer's rules in words
fee_card          what the network gets
address_book      whom one pays more than once
help              guides, and what if I lose…: links to pages, and one of them as it is read
command_line      a command for the other device
sheet_maker       this computer's recovery sheet; sheet_reminder says that there is none, or a drill is due
sheet_entry       its 24 words, typed from the paper
delay_card        a delay of the co-signer's rules is proposed

No page may be imported here; what only one family needs stands in its folder.
"""
