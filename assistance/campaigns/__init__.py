"""The screen on which a state's coordinators write its campaigns."""
