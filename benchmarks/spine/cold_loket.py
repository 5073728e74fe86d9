"""Started by cold_start.py: the public surface answers its first tracking request."""

import json
import os
import sys

from app import app

request = json.loads(os.environ["BENCHMARK_REQUEST"])
answer = app(request["event"], None)
os.write(int(sys.argv[1]), b"ok" if answer["statusCode"] == 200 else b"refused")
