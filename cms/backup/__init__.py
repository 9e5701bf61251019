"""One file that holds the database and the media, and the way back."""
