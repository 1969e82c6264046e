"""Campaigns: one template to many recipients. Import, life cycle, progress, export."""
