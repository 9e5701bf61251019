"""All texts beside all states, and what cites a law, in the Wagtail admin."""
