"""The marketing desk in Slack: a window takes the brief, a thread shows the copies, people choose."""
