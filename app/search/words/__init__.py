"""What search takes for the same: cutting, folding, sounds, shapes, synonyms."""
