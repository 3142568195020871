"""Tests of the training line."""
