"""How long what we hold is kept, what removes it, and holds that nothing removes."""
