"""What volunteers tell the hotline to do."""
