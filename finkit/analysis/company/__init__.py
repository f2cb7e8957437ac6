"""Per company: margins, classes of cost, cash."""
