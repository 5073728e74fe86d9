"""One package per engine: the only importers of boto3."""
