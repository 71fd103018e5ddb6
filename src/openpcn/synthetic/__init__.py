"""A whole fictional network: people with lives, written in the suppliers' own shapes."""

from .network import NetworkSummary, write_network

__all__ = ["NetworkSummary", "write_network"]
