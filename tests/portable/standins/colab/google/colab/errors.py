"""Colab's own base class of errors."""


class Error(Exception):
    """Base of Colab's errors."""
