"""The internal API: how the assistant's actions reach the product, by handle and only while their turn runs."""
