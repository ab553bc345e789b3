"""Pages of the staff site about rounds, results, decisions and certifications."""
