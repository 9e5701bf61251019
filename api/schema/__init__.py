"""The schema: types, their resolvers, the mutations, and the root query. It is independent of HTTP."""
