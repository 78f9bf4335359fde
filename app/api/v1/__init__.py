"""/api/v1: every resource of the JSON API. Fields are only ever added."""

PREFIX = "/api/v1"
