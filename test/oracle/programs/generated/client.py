# A client of store.py of this folder. Arguments: the folder of the logs, and its way as JSON (way.ts has the words). Its log
# says of each thing when it was begun, sent, answered, dropped without a word, or said to be lost: a JSON line each.
import datetime, itertools, json, os, random, select, socket, ssl, sys, threading, time, uuid

folder, way = sys.argv[1], json.loads(sys.argv[2])
ADDRESS = (os.environ["HOST"], int(os.environ["PORT"]))
HOW, DELAY, TRIES = way["onFailure"], way["delayMs"] / 1000, 3
PATIENCE = way["patienceMs"] / 1000 if way["patienceMs"] else None
PAGE = way["protocol"] != "lines"
space = os.stat("/proc/self/ns/pid").st_ino  # its server is in the same one, and nobody of another run is
log = os.open(os.path.join(folder, f"{space}-client.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
FIRST = "amber azure black brass brown coral green grey ivory khaki lilac ochre olive peach rusty white".split()
SECOND = "ant bat bear bee boar cat crab crow deer dog dove duck elk ewe fly fox frog goat gnu hare hawk hen".split()
CYCLE = ["boiler", "cellar", "garden", "garage", "kitchen", "attic", "stairs"]


def note(what, **more):
    os.write(log, (json.dumps({"at": time.time_ns(), "what": what, **more}) + "\n").encode())


def name_of(number):
    ids = way["ids"]
    if ids == "random":
        return uuid.uuid4().hex
    if ids == "names":
        return f"{FIRST[number % len(FIRST)]} {SECOND[number // len(FIRST) % len(SECOND)]}"
    if ids == "cycle":
        return CYCLE[number % len(CYCLE)]
    if ids == "time":
        return datetime.datetime.now().time().isoformat()
    return "still here and waiting" if ids == "constant" else str(number + 1)


class Connection:
    stream = reader = None

    def open(self):
        note("tries")
        raw = socket.create_connection(ADDRESS, PATIENCE)
        note("connected", port=raw.getsockname()[1])
        try:
            self.stream = ssl._create_unverified_context().wrap_socket(raw) if way["tls"] else raw
        except OSError:
            raw.close()
            raise
        self.reader = self.stream.makefile("rb")

    def close(self):
        if self.stream is not None:
            self.reader.close()
            self.stream.close()
        self.stream = None

    def ask(self, text, number):
        if self.stream is not None and way["looks"] and select.select([self.stream], [], [], 0)[0]:
            self.close()
        if self.stream is None:
            self.open()
        self.stream.sendall(request(text))
        note("sent", thing=number)
        self.take_answer()
        if way["protocol"] == "per-request":
            self.close()

    def take_answer(self):
        if PAGE:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                line = self.reader.readline()
                if not line:
                    raise ConnectionError("no whole head")
                head += line
            if not head.startswith(b"HTTP/1.1 200 ") or b"Content-Length: 3\r\n" not in head:
                raise ConnectionError("no whole answer")
        if self.reader.read(3) != b"OK\n":
            raise ConnectionError("no whole answer")


def request(text):
    if not PAGE:
        return f"PUT {text}\n".encode()
    closes = "Connection: close\r\n" if way["protocol"] == "per-request" else ""
    head = f"POST /{text.split()[0]}s HTTP/1.1\r\nHost: store.example\r\n{closes}Content-Length: {len(text)}"
    return f"{head}\r\n\r\n{text}".encode()


class Work:
    def __init__(self, kind):
        self.kind, self.next = kind, itertools.count()
        self.left = list(range(way["count"])) if way["count"] else None


def end(code, what, works):
    """Whoever ends gives up what it was still to do as well."""
    for work in works:
        for number in work.left or []:
            note(what, thing=f"{work.kind} {number}", isRest=True)
    note("ended", code=code)
    os._exit(code)


def give_up(thing, text, connection):
    if HOW == "says":
        note("said", thing=thing)
        print(f"lost: {text}", file=sys.stderr, flush=True)
    elif HOW == "gives-up":
        note("said", thing=thing)
        print(f"error: the store does not answer, {text} is not saved", file=sys.stderr, flush=True)
        end(1, "said", works)
    else:
        note("dropped", thing=thing)
    if HOW == "lies":
        print("all saved", flush=True)
        end(0, "dropped", works)
    while HOW in ("drops", "says", "timeout") and way["protocol"] != "per-request":
        time.sleep(DELAY)
        try:
            return connection.open()
        except OSError:
            connection.close()


def deal_with(thing, text, connection):
    note("begun", thing=thing, text=text)
    for tries in itertools.count(1):
        try:
            connection.ask(text, thing)
            note("answered", thing=thing)
            if way["prints"]:
                print("saved", text, flush=True)
            return
        except OSError:
            connection.close()
        if HOW != "again" and not (HOW == "retries" and tries < TRIES):
            return give_up(thing, text, connection)
        time.sleep(DELAY)


def loop(work):
    for number in work.next if work.left is None else range(way["count"]):
        with lock:
            if work.left is not None:
                work.left.remove(number)
            thing = f"{work.kind} {number}"
            deal_with(thing, f"{work.kind} {name_of(number)}", next(turns))
        time.sleep(random.uniform(way["leastMs"], way["mostMs"]) / 1000)


lock = threading.Lock()
turns = itertools.cycle([Connection() for _ in range(way["connections"])])
works = [Work(kind) for kind in ("order", "report")[: way["loops"]]]
threads = [threading.Thread(target=loop, args=(work,)) for work in works[1:]]
for thread in threads:
    thread.start()
loop(works[0])
for thread in threads:
    thread.join()
end(0, "dropped", works)
