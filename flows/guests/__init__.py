"""What anybody may ask or tell."""
