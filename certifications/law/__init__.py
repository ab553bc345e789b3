"""The law as pure functions, without a database."""
