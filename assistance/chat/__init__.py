"""The online chat: a person who writes gets a person who answers."""
