"""When a state answers on the telephone and in the chat: what is written of it, and what follows for an instant."""
