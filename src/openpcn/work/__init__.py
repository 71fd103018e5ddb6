"""What people do: Django apps, one per thing they do."""
