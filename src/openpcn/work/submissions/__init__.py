"""What practices sent, what became of it, and which snapshot is live."""
