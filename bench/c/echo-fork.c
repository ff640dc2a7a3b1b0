/* The concurrent echo server of UNP 5.2 with the waitpid loop of 5.10: fork a child for each connection. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BUFFER = 256 * 1024 }; /* as large as deadpeer's, so that the two are alike */

static void reap(int signal) {
	(void)signal;
	while (waitpid(-1, NULL, WNOHANG) > 0) {}
}

static void echo(int connection) {
	static char buffer[BUFFER];
	ssize_t count;
	while ((count = read(connection, buffer, sizeof buffer)) > 0)
		for (ssize_t done = 0, n; done < count; done += n)
			if ((n = write(connection, buffer + done, count - done)) < 0) return;
}

int main(int argc, char **argv) {
	int listening = socket(AF_INET, SOCK_STREAM, 0), on = 1;
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 9877)};
	struct sigaction action = {.sa_handler = reap, .sa_flags = SA_RESTART};
	sigaction(SIGCHLD, &action, NULL);
	setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(listening, (struct sockaddr *)&address, sizeof address) || listen(listening, 4096)) {
		perror("bind");
		return 1;
	}
	for (;;) {
		int connection = accept(listening, NULL, NULL);
		if (connection < 0) {
			if (errno == EINTR) continue;
			return 1;
		}
		pid_t child = fork();
		if (child == 0) {
			close(listening);
			echo(connection);
			_exit(0);
		}
		close(connection);
	}
}
