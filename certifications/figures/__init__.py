"""Figures that offices report, counted from the register."""
