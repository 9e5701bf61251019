"""Review: what a state's editors review because the library, or the law, has changed."""
