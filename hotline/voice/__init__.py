"""A call as turns, in words and keys."""
