"""The terminal: what the commands of ``bot.cli`` show and read. Services are handed in."""
