"""Acts on many pages at once: their effect in the states first, and all of it or nothing."""
