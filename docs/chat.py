"""Draw docs/chat.svg: what `shopkeeper chat` really says to these questions.

python docs/chat.py
"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

LINES = (
    "how long do i have to send something back?",
    "whats ur phone number",
    "can i pay with paypal?",
    "do you have vegan leather sofas?",
    "/why",
)


def main() -> None:
    """Pipe the lines through the chat and keep what it prints as a picture."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", "chat"]
    done = subprocess.run(command, input="\n".join(LINES) + "\n", capture_output=True, text=True, check=True)
    console = Console(record=True, width=100, file=io.StringIO())
    for line in done.stdout.splitlines():
        style = "bold cyan" if line.startswith("> ") else "dim" if line.startswith("[") else ""
        console.print(Text(line, style))
    console.save_svg(str(Path(__file__).with_name("chat.svg")), title="make chat")


if __name__ == "__main__":
    main()
