"""The screen on which a state's publishers write its holidays and closures."""
