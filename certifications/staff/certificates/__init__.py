"""Pages of certifications: one certification, acts on it, what is missing of it."""
