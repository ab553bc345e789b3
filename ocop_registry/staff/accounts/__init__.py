"""Pages of accounts, offices and signing in."""
