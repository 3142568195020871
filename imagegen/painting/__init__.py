"""Painting: from seeds to pictures, loops, posters and maps of the latent space.

``imagegen.paint`` is the door. Only ``rendering`` and ``upscale`` know torch, and they are imported late.
"""
