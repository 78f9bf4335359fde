"""Feeds: of any search, of numbers that disagree, of promises."""
