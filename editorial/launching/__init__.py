"""A state set up, launched, suspended and changed by its own people: the screens, the checklist and the command."""
