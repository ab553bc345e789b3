"""Subjects entered twice: found in pairs, merged with everything that hangs on them."""
