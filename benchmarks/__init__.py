"""What the README claims, as commands: each prints one JSON object on its last line."""
