"""What the functions share: domain, services, adapters, catalogue. Nothing here imports Chalice."""
