"""Visits: how often pages of sites and answers of the API are read. Nothing is known of who reads."""
