"""What keeps the house in order: the checks before a start."""
