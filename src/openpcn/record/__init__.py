"""What the extracts say: immutable snapshots of one record. No Django."""
