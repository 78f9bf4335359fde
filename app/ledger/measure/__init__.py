"""What one figure says, in a form that compares: metric, scope, unit, time, value."""
