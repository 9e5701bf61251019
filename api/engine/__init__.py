"""Running operations: documents, validation, limits, projection. It is independent of the types of content."""
