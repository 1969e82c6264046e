"""The officers' portal `/can-bo`: dossiers are searched, opened, received and decided. See README.md."""
