"""The ledger: contacts with people are written once, and corrected by further rows."""
