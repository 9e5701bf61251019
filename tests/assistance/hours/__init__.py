"""Tests of hours of service."""
