"""Papers that are drawn, photographed badly and read by a second reader: the labelled set that legibility is tuned on."""
