"""Text: cleaning, layout, sentences, numerals, words."""
