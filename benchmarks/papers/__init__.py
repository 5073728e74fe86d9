"""Papers that are drawn, photographed badly and read by a second reader: the set that legibility is tuned on."""
