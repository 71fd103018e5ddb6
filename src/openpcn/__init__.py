"""OpenPCN: the software a Primary Care Network runs on. One record, find, act, measure."""

__version__ = "0.1.0"
