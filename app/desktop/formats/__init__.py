"""What comes in and goes out as text or files. Knows no page and starts nothing.

bip21, bip21_write  bitcoin: links, read and written, the latter also as a picture
payments_csv        many payments from a table
help_pages          guides and what if I lose…, as blocks of plain text
exports             history as CSV, and how files are read and replaced
"""
