"""Frozen things without input or output: what is authored, what is recorded, what is decided."""
