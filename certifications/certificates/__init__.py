"""What becomes of certifications: corrected, extended, revoked, completed; each by two people."""
