"""Pages of decisions: recording one, its signed copy, proposals the centre returned."""
