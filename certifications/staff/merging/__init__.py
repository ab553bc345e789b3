"""Pages of subjects that may be one: pairs, and merging them."""
