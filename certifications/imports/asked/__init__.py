"""What a file asks: written words, names near others, and all of one kind answered at once."""
