"""What brings a wallet back when a device is lost, and what is missing for it. Start at page.py.

page       what stands where
own        this computer's recovery sheet
other      the co-signer's: where it is made, and the yes to it
drill      when a sheet was last tried on its copy, and how to try it
whole_key  what is the whole key
drilling   its words are typed and tried; file: with both papers it is the key
renewed    the halves that are in force
"""
