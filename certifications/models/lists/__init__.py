"""What the lists of offices tell, and what offices said of them."""
