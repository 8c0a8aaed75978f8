"""The calls of the `hotline` command, a file for each group; the demo, the doctor, and a phone in the terminal."""
