"""The parts of training: batches, one update of each kind of model, checkpoints, pictures of the progress."""
