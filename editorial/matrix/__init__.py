"""All national texts beside all states: what each state does with each of them."""
