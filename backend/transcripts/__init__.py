"""What a citizen takes along from a conversation, and what they try to put into it beside text."""
