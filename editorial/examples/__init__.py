"""What people say when they need a page: tried out beside the form, and looked for on other pages."""
