"""What a state changes in national texts: finding, describing and checking it. `services/adapt.py` writes it."""
