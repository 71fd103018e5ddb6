"""The one place that knows the order of a night: intake, evaluate, prepare, go live."""
