"""Tables with periods across: found by the lines they hold, proved by their sums."""
