"""Quality control: what in a file of firms is worth a second look before reports go out. Nothing is rejected by it."""
