"""What the wallet knows of the world: chains and how to reach them."""
