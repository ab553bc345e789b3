"""Pages of applications: taking in, pasting, codes, and the dossier of each."""
