"""The schema: types, their resolvers, and the root query. It is independent of HTTP."""
