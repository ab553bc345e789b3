"""Results (*kết quả đánh giá*): typed from paper, or concluded from the council's sheets."""
