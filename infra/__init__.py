"""What Loket runs on: the resources of AWS and the embedded stack that stands in for them."""
