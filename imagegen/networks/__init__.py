"""The networks: one family a file, shapes down the forward pass. They know neither losses nor data sets.

A generator's body maps a vector (n, inputs) to pictures (n, channels, size, size); a discriminator's maps
pictures to features (n, features). ``imagegen.gan`` and ``imagegen.vae`` put heads and labels on them. Two
come trained, out of packages: MobileNetV2 here, and EfficientNet-Lite0 among the measures.
"""
