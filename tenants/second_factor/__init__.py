"""The second factor of signing in: a code from an app, or a recovery code, beside the password.

`state.py` says whether a session has proved it, and its middleware lets a session that has not be nobody's.
`checking.py` checks codes and counts them, `recent.py` and `asking.py` ask again before sensitive acts, `enrolling.py`
makes secrets and their QR codes, `views.py` has the screens. What is stored is changed by
`tenants/services/second_factors.py` alone.
"""
