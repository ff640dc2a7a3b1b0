# urllib3 with a PoolManager: each line of its input is a path.
import os
import sys

import urllib3

pool = urllib3.PoolManager()
for line in sys.stdin:
    try:
        response = pool.request("GET", f"http://{os.environ['HOST']}:{os.environ['PORT']}{line.strip()}")
        print("status:", response.status, flush=True)
    except urllib3.exceptions.HTTPError as error:
        print("failed:", error, flush=True)
