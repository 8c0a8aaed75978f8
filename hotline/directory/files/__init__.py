"""The data folder: CSV files and rules.toml, read, checked, kept in the store, and written again."""
