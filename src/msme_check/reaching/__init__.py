"""The way to a band: the smallest set of actions whose lifts bring a firm there, proven and scored again."""
