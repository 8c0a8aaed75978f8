"""The data folder: CSV files, rules.toml and about.toml, read, checked, kept in the store, and written again."""
