"""What `nox -s lint` says about pages."""
