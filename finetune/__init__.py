"""The training line: from the shops' words to one adapter folder that the bot can load.

It may import the bot's core and the prompts, so that training and serving render the very same
prompt. Nothing imports this package: it meets the bot at the adapter folder.
"""
