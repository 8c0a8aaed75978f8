"""What volunteers report, understood and written into the change log."""
