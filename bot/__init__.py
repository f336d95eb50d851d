"""Lede: stored articles in, digests of lead sentences out, on each chat's own schedule."""

__version__ = "0.1.0"
