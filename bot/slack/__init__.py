"""Slack, one file a feature: events become questions, answers become messages. Nothing is decided here."""
