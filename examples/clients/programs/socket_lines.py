# Python's socket: each line of its input is passed on, and answered by one.
import os
import socket
import sys

try:
    connection = socket.create_connection((os.environ["HOST"], int(os.environ["PORT"])))
except OSError as error:
    sys.exit(f"failed: {error}")
replies = connection.makefile("r")
for line in sys.stdin:
    try:
        connection.sendall(line.encode())
        reply = replies.readline()
    except OSError as error:
        sys.exit(f"failed: {error}")
    if not reply.endswith("\n"):
        sys.exit("failed: the server has closed the connection")
    print("reply:", reply.strip(), flush=True)
