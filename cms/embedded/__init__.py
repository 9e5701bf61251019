"""The embedded PostgreSQL: its files, account, server process, guardian and registered users."""
