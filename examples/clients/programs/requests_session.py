# requests with one Session: each line of its input is a path.
import os
import sys

import requests

session = requests.Session()
for line in sys.stdin:
    try:
        response = session.get(f"http://{os.environ['HOST']}:{os.environ['PORT']}{line.strip()}")
        print("status:", response.status_code, flush=True)
    except requests.RequestException as error:
        print("failed:", error, flush=True)
