"""Pages of papers: a round's papers, printing, an office's own templates."""
