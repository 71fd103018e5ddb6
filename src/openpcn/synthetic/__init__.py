"""A whole fictional network: people with lives, written in the suppliers' own shapes."""

from .calibration import Calibration, calibration
from .network import NetworkSummary, write_network

__all__ = ["Calibration", "NetworkSummary", "calibration", "write_network"]
