"""Tests of the data sets of pictures, on tiny archives of the same form as the real ones."""
