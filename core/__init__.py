"""The core of Tandem: the protocol, Bitcoin, the link, the vault, and what each party can do with them."""
