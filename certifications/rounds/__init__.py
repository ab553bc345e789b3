"""Evaluation rounds (*đợt đánh giá*): what is said of them, who may do what in them, and when."""
