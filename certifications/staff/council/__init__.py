"""Pages of the council: members, attendance, and their score sheets."""
