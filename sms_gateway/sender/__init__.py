"""The sender process: takes messages from the table, hands them over, records answers and receipts."""
