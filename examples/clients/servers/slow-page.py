# An HTTP server that promises 200 bytes, sends half of them, and takes long over the rest.
import os
import socket
import time

server = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
while True:
    connection, _ = server.accept()
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + b"half\n" * 20)
    time.sleep(1000)
