"""The parts of `tests.benchmarks.reading`: what is asked, of whom, how fast, and the tables."""
