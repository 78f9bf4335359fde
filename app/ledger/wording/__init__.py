"""Near-copies: how alike passages are, and the index that finds them."""
