"""Towns and villages: which one a person means, and what lies near it."""
