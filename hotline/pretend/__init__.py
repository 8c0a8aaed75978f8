"""Stand-ins: a carrier over real HTTP with its faults, and phones that text and call."""
