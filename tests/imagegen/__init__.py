"""Tests of the side module."""
