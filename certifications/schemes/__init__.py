"""Criteria schemes (*bộ tiêu chí*): loaded, checked, compared, shown."""
