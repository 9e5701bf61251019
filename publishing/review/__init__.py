"""What somebody has to look at again: which texts, why, and what comes of it. `services/review.py` is the way in."""
