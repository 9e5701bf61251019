"""GraphQL over HTTP: from bytes and headers to a request, and from an answer to bytes and headers."""
