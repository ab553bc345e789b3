"""Whom and which place a row of a list means."""
