"""The laws of the house, as tests; the folders mirror the rooms."""
