"""What ssh and git ask an agent to sign, read whole or refused. Start at sign_in.py.

wire         ssh's strings and numbers
public_key   the lines that a person copies: public key, allowed_signers, fingerprint
sign_in      a log-in (RFC 4252): user, host
host_key     whether a host has shown that it is the one it is called
sshsig       signatures of files, commits and tags, as ssh-keygen makes and checks them
git_object   a commit, a tag, a push certificate: what is shown of it
wishes       what is told to the co-signer, and what that reads in it
agent        the messages between ssh and its agent
conversation one line of an agent: what is answered
git_command  how git calls the program that signs

Nothing here has a key, a clock, a disk or a line. What is not read to its last byte is a BadInput.
"""
