"""Scripts as their authors see them: written in a form, drawn as a chart, and walked."""
