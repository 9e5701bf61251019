"""What can be asked: of the service, and of a state."""
