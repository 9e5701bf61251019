"""This commit against another one: `python -m benchmarks --against REF serving steps`."""
