# A store for client.py of this folder. Arguments: the folder of the logs, and what it is to be as JSON (protocol, tls, forks).
# It answers each thing with OK, and prints "stored N". Its log has what it stored, and what it answered: a JSON line each.
import json, mmap, os, signal, socket, ssl, struct, sys, threading, time

folder, what = sys.argv[1], json.loads(sys.argv[2])
space = os.stat("/proc/self/ns/pid").st_ino  # its client is in the same one, and nobody of another run is
log = os.open(os.path.join(folder, f"{space}-server.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
counted = mmap.mmap(-1, 8)  # by all processes together


def note(happened, text):
    os.write(log, (json.dumps({"at": time.time_ns(), "what": happened, "text": text}) + "\n").encode())


def lines(stream):
    for line in stream.makefile("rb"):
        if line.endswith(b"\n"):
            yield line[4:].decode().strip(), b"OK\n", True


def requests(stream):
    reader = stream.makefile("rb")
    while reader.readline():
        length, goes_on = 0, True
        for line in iter(reader.readline, b"\r\n"):
            if not line:
                return
            name, value = line.decode().lower().split(":", 1)
            length = int(value) if name == "content-length" else length
            goes_on = goes_on and not (name == "connection" and value.strip() == "close")
        body = reader.read(length)
        if len(body) < length:
            return
        closes = "" if goes_on else "Connection: close\r\n"
        yield body.decode(), f"HTTP/1.1 200 OK\r\n{closes}Content-Length: 3\r\n\r\nOK\n".encode(), goes_on


def serve(raw, context):
    try:
        stream = context.wrap_socket(raw, server_side=True) if context else raw
        for text, answer, goes_on in (lines if what["protocol"] == "lines" else requests)(stream):
            note("stored", text)
            number = struct.unpack("q", counted[:])[0] + 1
            counted[:] = struct.pack("q", number)
            os.write(1, f"stored {number}\n".encode())
            stream.sendall(answer)
            note("answered", text)
            if not goes_on:
                break
        if context:
            stream.unwrap()
    except OSError:
        pass
    raw.close()


context = None
if what["tls"]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(what["tls"] + "/cert.pem", what["tls"] + "/key.pem")
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.create_server((os.environ["HOST"], int(os.environ["PORT"])))
os.write(1, b"up\n")
while True:
    taken = listener.accept()[0]
    if not what["forks"]:
        threading.Thread(target=serve, args=(taken, context), daemon=True).start()
    elif os.fork() == 0:
        listener.close()
        serve(taken, context)
        os._exit(0)
    else:
        taken.close()
