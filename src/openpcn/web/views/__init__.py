"""Views, in folders named like the apps of work. Each view says who may open it (openpcn.web.guards)."""
