"""Border crossings: the wait there, and what follows from what people report of it."""
