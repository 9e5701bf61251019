"""Which texts cite an article of a law: over the library, the states' own pages and their adaptations."""
