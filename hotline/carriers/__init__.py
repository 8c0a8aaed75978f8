"""Phone networks as the hotline sees them: what each of them can do, and how many SMS a text is."""
