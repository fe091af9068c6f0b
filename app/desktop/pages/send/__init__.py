"""A payment: form, review, signing. Start at page.py, which shows one of them at a time.

form     what one writes, with recipient, coins, many, codes and summary
review   what was read from the bytes; card shows the payment
signing  signing together; steps has the deeds, standing the headline and the ways on
export   a payment as a file, and one from elsewhere
"""
