"""What any page needs of long work: the bar of a job, and how a page hands work over."""
