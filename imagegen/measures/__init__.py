"""How good the pictures are: every figure with its interval, its number of pictures and its noise floor.

The measures take arrays of pixels or features, or a sampler, and know nothing of GANs and VAEs.
"""
