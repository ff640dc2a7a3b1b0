# Python's http.client with one kept connection: each line of its input is a path.
import http.client
import os
import sys

connection = http.client.HTTPConnection(os.environ["HOST"], int(os.environ["PORT"]))
for line in sys.stdin:
    try:
        connection.request("GET", line.strip())
        response = connection.getresponse()
        response.read()
        print("status:", response.status, flush=True)
    except (OSError, http.client.HTTPException) as error:
        print("failed:", error, flush=True)
        connection.close()
