"""The site: pages for people. Reads only."""
