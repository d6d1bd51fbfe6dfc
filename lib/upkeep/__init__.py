"""What keeps the house in order: the checks before a start, and the command that makes a link."""
