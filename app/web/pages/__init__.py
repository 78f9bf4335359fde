"""Pages: a dataclass and a function a page; templates only print what the dataclass holds."""
