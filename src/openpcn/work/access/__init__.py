"""Staff, posts, roles, grants, scopes and the audit trail: who may see whom, why, and who looked."""
