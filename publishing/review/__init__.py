"""Review tasks: which texts have to be reviewed, why, and the outcome."""
