"""What the hotline sends unasked, and answers that come later: everything that no webhook is waiting for."""
