"""The bot: from a question to an answer that stands in the FAQ. Importing it imports no torch."""
