"""What was said: facts, periods, standard lines, identities, and the statement that holds them."""
