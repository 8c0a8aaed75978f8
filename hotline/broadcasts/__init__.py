"""One text to many: whom it is for, how far it reaches, who gets it, and how it is stopped."""
