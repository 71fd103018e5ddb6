"""Pages: NHS design system, server-rendered."""
