"""What a token costs: four measures, what moved spending, prices at equal quality, and cost from the machines up."""
