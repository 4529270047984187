"""From policy to action: which recommendation serves which direction, and how many firms each would serve."""
