"""The administration's search: a state's own pages, and the national texts that it may adapt."""
