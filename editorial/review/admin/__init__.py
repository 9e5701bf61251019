"""Review: what a state's editors look at again because the library, or the law, has changed."""
