"""A whole fictional network: people with lives, written in the suppliers' own shapes."""
