"""Letters on one matter beside each other: compared, elsewhere, point by point."""
