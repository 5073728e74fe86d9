"""Pages and the files they need, as shipped in the package."""
