/* A stream one way, small writes, and round trips, between two hosts:
 *   stream serve HOST PORT                     serves one connection after another, until it is killed
 *   stream bulk HOST PORT MEGABYTES            prints seconds until the server has read all of it
 *   stream small HOST PORT COUNT               COUNT writes of 64 bytes, TCP_NODELAY: prints seconds
 *   stream round-trips HOST PORT COUNT         prints the median in microseconds
 * The first byte of a connection says what it is for: S is read to its end and answered with a byte, R is echoed. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char buffer[128 * 1024];

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void die(const char *what) {
	perror(what);
	exit(1);
}

static int open_socket(const char *host, int port, struct sockaddr_in *address) {
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
	*address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
	if (inet_pton(AF_INET, host, &address->sin_addr) != 1) die("inet_pton");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

static void serve(const char *host, int port) {
	struct sockaddr_in address;
	int listening = open_socket(host, port, &address);
	if (bind(listening, (struct sockaddr *)&address, sizeof address) || listen(listening, 16)) die("listen");
	for (;;) {
		int fd = accept(listening, NULL, NULL);
		if (fd < 0) die("accept");
		char mode = 0;
		if (read(fd, &mode, 1) == 1) {
			for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) > 0;)
				if (mode == 'R' && write(fd, buffer, n) != n) break;
			if (mode == 'S' && write(fd, "d", 1) != 1) perror("write");
		}
		close(fd);
	}
}

static int dial(const char *host, int port, const char *mode) {
	struct sockaddr_in address;
	int fd = open_socket(host, port, &address);
	if (connect(fd, (struct sockaddr *)&address, sizeof address)) die("connect");
	if (write(fd, mode, 1) != 1) die("write");
	return fd;
}

static void stream(const char *host, int port, long count, size_t size) {
	int fd = dial(host, port, "S");
	double start = now();
	for (long i = 0; i < count; i++)
		for (size_t done = 0; done < size;) {
			ssize_t n = write(fd, buffer + done, size - done);
			if (n <= 0) die("write");
			done += n;
		}
	shutdown(fd, SHUT_WR);
	if (read(fd, buffer, 1) != 1) die("read");
	printf("%.6f\n", now() - start);
}

static int ascending(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void round_trips(const char *host, int port, int count) {
	double *took = calloc(count, sizeof *took);
	int fd = dial(host, port, "R");
	for (int i = 0; i < count; i++) {
		double start = now();
		if (write(fd, "x", 1) != 1 || read(fd, buffer, 1) != 1) die("round trip");
		took[i] = now() - start;
	}
	qsort(took, count, sizeof *took, ascending);
	printf("%.3f\n", took[count / 2] * 1e6);
}

int main(int argc, char **argv) {
	if (argc < 4) return 2;
	const char *host = argv[2];
	int port = atoi(argv[3]);
	if (argc == 4 && !strcmp(argv[1], "serve")) serve(host, port);
	else if (argc == 5 && !strcmp(argv[1], "bulk")) stream(host, port, atol(argv[4]) * 8, sizeof buffer);
	else if (argc == 5 && !strcmp(argv[1], "small")) stream(host, port, atol(argv[4]), 64);
	else if (argc == 5 && !strcmp(argv[1], "round-trips")) round_trips(host, port, atoi(argv[4]));
	else return 2;
	return 0;
}
