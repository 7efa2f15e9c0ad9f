"""Pages of the program side, one module for each job."""
