"""Messages: accepting them, their states, their counts per campaign, looking one up."""
