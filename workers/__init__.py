"""What is done behind the turns: what is due, what is sent, what is cleared."""
