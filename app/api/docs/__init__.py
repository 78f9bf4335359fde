"""Where the API is described: the OpenAPI document, the page made from it, Swagger UI."""
