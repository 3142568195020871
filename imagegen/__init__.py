"""The side module: pictures by a GAN or a VAE, to go with the copy.

It stands alone: it imports nothing of the bot, and importing it does not import torch.
"""
