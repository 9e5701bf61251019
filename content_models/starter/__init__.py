"""The content that a new installation starts with: reference files, curated additions, and their pure conversion.

Nothing here touches the database; `publishing.services.load_starter` does. See `docs/starter-content.md`.
"""
