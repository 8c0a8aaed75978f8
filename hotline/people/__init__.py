"""Whom the hotline knows, how they are sealed, and what volunteers do for them."""
