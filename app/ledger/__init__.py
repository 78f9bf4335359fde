"""The ledger: what can only be seen across letters: series, disagreements, promises, wording."""
