"""Every guard of the registry broken once, to see whether a test notices; run by hand, never in
CI. `python -m tests.mutations --help` says how."""
