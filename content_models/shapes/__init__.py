"""The shapes of published content: what the store keeps of each kind of page, and what readers get.

`docs/architecture.md` has them as a table.
"""
