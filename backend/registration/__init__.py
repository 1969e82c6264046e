"""Registration for electronic transactions with BHXH (form 01): drafts, dossiers, photos and the declaration to print."""
