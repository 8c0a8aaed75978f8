"""Shelters: when they are open, what may be said of them, and which one to name to whom."""
