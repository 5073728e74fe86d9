"""Bodies of requests and answers; never stored, and never what is stored."""
