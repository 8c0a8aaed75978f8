"""What a text means: its words as people spell them, keywords, danger, phone numbers, how many come together."""
