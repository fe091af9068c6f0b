"""What a home keeps on disk, sealed."""
