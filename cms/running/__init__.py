"""`manage.py run`: everything on one machine, in one command."""
