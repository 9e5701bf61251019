"""Scripts as their authors see them: drawn as a chart, and walked."""
