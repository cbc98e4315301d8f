"""What could an unknown file be? Suggestions for its mapping, which a person confirms."""
