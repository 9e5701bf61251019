"""Errors of the API: codes for programs, sentences for people."""
