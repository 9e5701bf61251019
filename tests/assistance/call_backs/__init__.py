"""Tests of call-backs."""
