"""What every list of the staff site shares: filters, search, files, look-ups."""
