"""Pages of results: the grid into which they are typed from paper."""
