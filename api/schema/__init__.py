"""The schema: types, their resolvers, and what can be asked for. It knows nothing of HTTP."""
