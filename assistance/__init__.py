"""Scripts as runs pin them; inquiries, the operator desk and online chat will stand here, too."""
