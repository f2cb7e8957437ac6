"""Files of a fact or a period a row, and what filers tagged: read by the column."""
