"""How long stacks take: rates from measured runs, estimates, and their sentences."""
