"""Electronic signatures on PDFs: checked in a confined child."""
