"""Glossary words beside the text: which will be marked, as the editor writes, and what each means here."""
