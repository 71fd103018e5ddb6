"""What a site decides about rules: lists switched on and off, settings of local definitions, scores."""
