/* The least that it costs to see each frame: a packet ring like deadpeer's on the loopback (packet(7), TPACKET_V2), of whose
 * frames only the headers are taken, read every REST milliseconds; of each frame its time and a few bytes are looked at.
 *   read-ring REST      prints a line once it is at it; on SIGTERM how many frames it read, and how many were lost */
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>

enum { BLOCK = 128 * 1024, BLOCKS = 128, PLACE = 1024, PLACES = BLOCK / PLACE * BLOCKS, HEADERS = 134 };

static volatile sig_atomic_t is_over;

static void end(int signal) {
	(void)signal;
	is_over = 1;
}

static void die(const char *what) {
	perror(what);
	exit(1);
}

static int open_ring(char **ring) {
	int fd = socket(AF_PACKET, SOCK_RAW, 0), version = TPACKET_V2, on = 1;
	struct tpacket_req size = {BLOCK, BLOCKS, PLACE, PLACES};
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, HEADERS), BPF_STMT(BPF_RET | BPF_K, 0)};
	struct sock_fprog filter = {sizeof code / sizeof code[0], code};
	struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	if (fd < 0) die("socket");
	setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version);
	setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
	if (setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &size, sizeof size) < 0) die("PACKET_RX_RING");
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) < 0) die("SO_ATTACH_FILTER");
	*ring = mmap(NULL, (size_t)BLOCK * BLOCKS, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (*ring == MAP_FAILED) die("mmap");
	address.sll_ifindex = if_nametoindex("lo");
	if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
	return fd;
}

int main(int argc, char **argv) {
	char *ring;
	int fd = open_ring(&ring), rest = argc > 1 ? atoi(argv[1]) : 12;
	struct timespec pause = {rest / 1000, rest % 1000 * 1000000L};
	struct sigaction action = {.sa_handler = end};
	struct tpacket_stats stats;
	socklen_t length = sizeof stats;
	unsigned long frames = 0, looked = 0;
	sigaction(SIGTERM, &action, NULL);
	puts("reading");
	fflush(stdout);
	while (!is_over) {
		struct pollfd ready = {fd, POLLIN, 0};
		poll(&ready, 1, 1000);
		for (;; frames++) {
			char *place = ring + (size_t)(frames % PLACES) * PLACE;
			struct tpacket2_hdr *header = (struct tpacket2_hdr *)place;
			if (!(__atomic_load_n(&header->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)) break;
			looked += header->tp_nsec + (unsigned char)place[header->tp_mac + ETH_HLEN];
			__atomic_store_n(&header->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
		}
		nanosleep(&pause, NULL);
	}
	if (getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &length) < 0) die("PACKET_STATISTICS");
	printf("%lu frames read, %u lost (%lu)\n", frames, stats.tp_drops, looked);
	return 0;
}
