"""Pages of rounds: lists, one round, its rules, orders of a new evaluation."""
