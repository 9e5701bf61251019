"""What a review shows, for each reason that one is opened for."""
