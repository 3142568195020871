"""The painter's desk in Slack: a window says what to paint, a thread shows candidates, people choose."""
