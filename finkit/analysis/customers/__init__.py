"""Per customer: plans and how use is spread over their users, tasks, and what one more user leaves."""
