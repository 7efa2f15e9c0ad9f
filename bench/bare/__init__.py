"""The unit of measure: a bare Django view, without middleware, one indexed query, fifty rows."""
