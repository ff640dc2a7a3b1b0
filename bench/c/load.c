/* The load for every echo server alike, with blocking sockets:
 *   load connections PORT COUNT WORKERS   COUNT connections of one echoed line, by WORKERS processes: prints seconds
 *   load round-trips PORT COUNT           COUNT echoed lines on one connection: prints the median in microseconds
 *   load bulk PORT MEGABYTES [go]         one connection, written and read at once: prints seconds. With `go` it begins
 *                                         when a line is typed
 * Every byte that comes back is compared. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void die(const char *what) {
	perror(what);
	exit(1);
}

static int dial(int port) {
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(fd, (struct sockaddr *)&address, sizeof address)) die("connect");
	return fd;
}

static void exchange(int fd, const char *line, size_t length) {
	char back[256];
	if (write(fd, line, length) != (ssize_t)length) die("write");
	for (size_t got = 0; got < length;) {
		ssize_t n = read(fd, back + got, sizeof back - got);
		if (n <= 0) die("read");
		got += n;
	}
	if (memcmp(back, line, length)) die("not the same");
}

static void connections(int port, int count, int workers) {
	double start = now();
	for (int worker = 0; worker < workers; worker++)
		if (fork() == 0) {
			char line[64];
			for (int i = worker; i < count; i += workers) {
				int length = sprintf(line, "line %d of worker %d\n", i, worker), fd = dial(port);
				exchange(fd, line, length);
				close(fd);
			}
			_exit(0);
		}
	int status, failed = 0;
	while (wait(&status) > 0) failed |= status;
	if (failed) exit(1);
	printf("%.6f\n", now() - start);
}

static int ascending(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void round_trips(int port, int count) {
	double *took = calloc(count, sizeof *took);
	int fd = dial(port), on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	for (int i = 0; i < count; i++) {
		double start = now();
		exchange(fd, "hello, world\n", 13);
		took[i] = now() - start;
	}
	qsort(took, count, sizeof *took, ascending);
	printf("%.3f\n", took[count / 2] * 1e6);
}

static void bulk(int port, long megabytes, int waits) {
	static unsigned char out[256 * 1024], in[256 * 1024];
	long total = megabytes << 20;
	for (size_t i = 0; i < sizeof out; i++) out[i] = i % 251;
	int fd = dial(port);
	char line[64];
	if (waits && !fgets(line, sizeof line, stdin)) die("no line");
	double start = now();
	pid_t writer = fork();
	if (writer == 0) {
		/* 251 does not divide the buffer's size: the last bytes of a buffer are left out, so that the pattern goes on. */
		size_t whole = sizeof out / 251 * 251;
		for (long sent = 0; sent < total;) {
			size_t want = total - sent < (long)whole ? (size_t)(total - sent) : whole;
			for (size_t done = 0; done < want;) {
				ssize_t n = write(fd, out + done, want - done);
				if (n <= 0) die("write");
				done += n;
			}
			sent += want;
		}
		_exit(0);
	}
	for (long got = 0; got < total;) {
		ssize_t n = read(fd, in, sizeof in);
		if (n <= 0) die("read");
		size_t phase = got % 251;
		for (ssize_t done = 0; done < n;) {
			size_t run = sizeof out - phase < (size_t)(n - done) ? sizeof out - phase : (size_t)(n - done);
			if (memcmp(in + done, out + phase, run)) die("not the same");
			done += run;
			phase = (phase + run) % 251;
		}
		got += n;
	}
	printf("%.6f\n", now() - start);
	waitpid(writer, NULL, 0);
}

int main(int argc, char **argv) {
	if (argc == 5 && !strcmp(argv[1], "connections")) connections(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]));
	else if (argc == 4 && !strcmp(argv[1], "round-trips")) round_trips(atoi(argv[2]), atoi(argv[3]));
	else if ((argc == 4 || (argc == 5 && !strcmp(argv[4], "go"))) && !strcmp(argv[1], "bulk"))
		bulk(atoi(argv[2]), atol(argv[3]), argc == 5);
	else return 2;
	return 0;
}
