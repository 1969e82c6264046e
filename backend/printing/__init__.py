"""What is printed: pages of ours as PDF, with our own fonts in them."""
