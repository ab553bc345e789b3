"""A second implementation of the law, written from its text alone, against which the registry is
held: `days` (what is known of a day, and who is certainly in force), `office` (who may do which act
when) and `walk` (random acts tried on both)."""
