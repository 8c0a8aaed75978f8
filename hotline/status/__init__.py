"""What goes on now, and what of it needs a hand."""
