"""The public pages: read the public register, places and offices, and nothing else."""
