"""What every list stands on, public or of the staff: its parameters (FilterSets) and its pages."""
