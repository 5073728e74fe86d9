"""Lambda entry points: each translates an event into one service call and back."""
