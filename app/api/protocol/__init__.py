"""What every answer has in common: parameters, errors, cursors, how a resource is declared."""
