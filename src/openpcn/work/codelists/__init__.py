"""The site's own codelists: proposed from files, previewed, accepted, in use from the next night."""
