"""The admin's start page: what the person who signed in should see to today."""
