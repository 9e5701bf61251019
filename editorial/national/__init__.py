"""Before and after a national text is published: what that does in the states, and the way back."""
