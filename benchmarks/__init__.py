"""Measurements that anyone can repeat: `make bench`. Each compares within one run and prints ratios."""
