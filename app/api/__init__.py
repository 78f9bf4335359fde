"""The JSON API and its kin: feeds, bulk data, tools for language models. Reads only."""
