"""A reply as a carrier speaks it."""
