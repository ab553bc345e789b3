"""What makes the journal believable to others: its clock, its state against the tables, its signed
heads."""
