"""The rows of today: made from entries and stretches, turned when a day has passed, and read by
every list."""
