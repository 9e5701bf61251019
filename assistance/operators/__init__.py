"""Those who answer citizens: where they may, whether they are there, and calls that one hands to another."""
