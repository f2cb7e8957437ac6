"""The market: what a price says of cost, what competition does to it, who holds the surplus. METHODS 1 and 8."""
