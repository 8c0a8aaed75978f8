"""What the hotline asks or tells by itself, when it is due."""
