"""What makes a promise of a sentence, how firm it is, and by when it is due."""
