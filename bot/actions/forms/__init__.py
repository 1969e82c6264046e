"""What the conversations with a form share."""
