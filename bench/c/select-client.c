/* The echo client of UNP 6.4: str_cli waits in select on its input and on the socket at once.
 *   select-client ADDRESS PORT
 * At the end of its input it half-closes; at end of file from the server before that it tells so and exits with 1. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024 }; /* as large as deadpeer's, so that the two are alike */

static void die(const char *what) {
	perror(what);
	exit(1);
}

static void write_all(int fd, const char *bytes, ssize_t count) {
	for (ssize_t done = 0, n; done < count; done += n)
		if ((n = write(fd, bytes + done, count - done)) < 0) die("write");
}

static void str_cli(int connection) {
	static char buffer[BUFFER];
	int input_open = 1;
	for (;;) {
		fd_set readable;
		FD_ZERO(&readable);
		if (input_open) FD_SET(STDIN_FILENO, &readable);
		FD_SET(connection, &readable);
		if (select(connection + 1, &readable, NULL, NULL, NULL) < 0) die("select");
		if (FD_ISSET(connection, &readable)) {
			ssize_t count = read(connection, buffer, sizeof buffer);
			if (count < 0) die("read");
			if (count == 0) {
				if (!input_open) return;
				fputs("str_cli: server terminated prematurely\n", stderr);
				exit(1); /* and this sends the FIN, as in the book */
			}
			write_all(STDOUT_FILENO, buffer, count);
		}
		if (FD_ISSET(STDIN_FILENO, &readable)) {
			ssize_t count = read(STDIN_FILENO, buffer, sizeof buffer);
			if (count < 0) die("read");
			if (count == 0) {
				input_open = 0;
				shutdown(connection, SHUT_WR);
			} else
				write_all(connection, buffer, count);
		}
	}
}

int main(int argc, char **argv) {
	if (argc != 3) return 2;
	int connection = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
	if (inet_pton(AF_INET, argv[1], &address.sin_addr) != 1) return 2;
	if (connect(connection, (struct sockaddr *)&address, sizeof address)) die("connect");
	str_cli(connection);
	return 0;
}
