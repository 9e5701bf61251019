"""The manual of the administration, under “Ayuda”: how each act is done, by role, in Spanish and English.

`text/es` and `text/en` have a page's words, `shots.toml` what its screenshots show.
"""
