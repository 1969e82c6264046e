"""Who may call which route of the pages, and in which language they answer."""
