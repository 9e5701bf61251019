"""What each person reaches in the administration: one table of all its addresses, and the middleware that holds it.

`table.py` names each view, the act that it is and where the ids of its objects stand; `acts.py` says which roles may do
an act; `reach.py` which objects are whose; `guard.py` asks them before each view. What the table does not name is 404
for everybody but national administrators.

It stands in `tenants`, at the bottom, although it names views and models of all packages: it names them by their names
only, and imports none of them. So the rules are one table, and nobody who adds a view has to look for another.
"""
