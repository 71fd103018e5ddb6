"""Pages of this part of the service."""
