"""Papers as PDF: certificates and score slips."""
