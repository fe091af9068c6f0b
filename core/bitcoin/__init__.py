"""Bitcoin's formats, read strictly, and what a transaction does to this wallet."""
