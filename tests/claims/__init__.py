"""Tests of the claim checker, by kind of error."""
