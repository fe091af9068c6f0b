"""The first minutes: practise, or a vault, a co-signer, a key and a server. Start at page.py.

choice                                  practise or a real wallet; guides are to be read before
practice                                practice on its way
setup                                   the frame of a step
restore, restoring                      the way back of the wallets of a lost computer
vault, link, words, sheet, key, server  the steps, in their order
"""
