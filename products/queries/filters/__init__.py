"""The parameters of the public lists, each list's declared once for its page, its files, its counts
and the API."""
