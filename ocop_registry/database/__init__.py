"""What the database itself holds to: triggers of both engines, and constraints asked at once."""
