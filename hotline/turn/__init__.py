"""One turn: claim, load, advance, save, reply; and what one process knows for it."""
