"""The shapes that the API answers in: one frozen dataclass a noun."""
