"""Help without an account: questions and answers, guides step by step, and the ways to reach somebody."""
