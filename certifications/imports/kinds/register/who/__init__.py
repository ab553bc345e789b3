"""Whose product a row speaks of, and what it adds to producer and product."""
