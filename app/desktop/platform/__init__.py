"""What the system gives, and how a program lives in it. No page may be imported here.

application, first_paint, garbage_collector, single_instance  the program itself
camera, qr_reader                                             codes from pictures, the screen, a camera
clipboard                                                     an address that something else exchanges there
notifications                                                 what happened while nobody looked
passphrase_strength                                           how hard a passphrase is to guess
"""
