"""What a whole column says, asked once for it: one module per kind of question."""
