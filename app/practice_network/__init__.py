"""A Bitcoin network of one's own for practice: chain, mempool, Electrum server, one process. A program, not core.

network          starts and stops the process; start here
__main__         the process
electrum_server  what wallets ask
chain, ledger, block, mempool, log  what it keeps
kernel           libbitcoinkernel judges every transaction
"""
