"""What is done to images and files."""
