"""Loading the starter content into the trees: what to do with each page, and how it is written quickly."""
