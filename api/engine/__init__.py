"""Running operations: documents, validation, limits, projection. It knows no type of content."""
