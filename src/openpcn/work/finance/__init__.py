"""What counts are worth: points, pounds, and what one more person adds. Nothing is stored here."""
