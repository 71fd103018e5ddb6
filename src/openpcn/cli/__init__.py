"""The commands under ./openpcn."""
