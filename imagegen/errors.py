"""A small family of errors, each with a sentence for the person who meets it.

Foreign errors are translated at the border with ``raise ... from exc``; commands print the sentence.
"""

from __future__ import annotations


class ImagegenError(Exception):
    """Something the user can understand and mend. The message says what and how."""


class BadInput(ImagegenError):
    """A file, picture or option that cannot be used. Names the place and the remedy."""


class Breakdown(ImagegenError):
    """A training whose numbers are not finite any more. What it kept before is whole."""
