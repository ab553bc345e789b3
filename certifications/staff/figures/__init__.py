"""Pages of figures: counts as of a day, the targets of a plan, PTNT_OCOP."""
