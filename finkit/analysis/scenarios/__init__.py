"""Scenarios: how wide an answer is, and which input moves it. METHODS 8."""
