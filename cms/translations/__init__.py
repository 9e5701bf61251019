"""The project's own catalogue of translations: what must be in it, and making of it what Django reads.

GNU gettext's programs are not needed: the source strings are found by Python's and Django's own parsers, and the
compiled catalogue is written by polib. Both files are in the repository, so a fresh clone speaks Spanish at once.
"""
