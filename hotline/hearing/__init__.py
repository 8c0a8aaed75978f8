"""Words as people write them: spelling, keywords, phrases, phone numbers."""
