"""What texts say: labels, numbers, scales and currencies, notes."""
