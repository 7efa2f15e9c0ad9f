"""Runs Curbside on one machine with an embedded PostgreSQL and Redis. Development only."""
