"""Proofs that what residents keep stays with them (T1 to T12)."""
