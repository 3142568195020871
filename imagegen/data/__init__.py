"""Data sets of pictures: fetched, checked, split and carded by one command each.

    python -m imagegen.data fashion | digits | illustrations | folder PATH

Training and evaluation know only ``images.load``; where the pictures came from is this room's business.
"""
