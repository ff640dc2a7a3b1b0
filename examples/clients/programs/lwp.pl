# LWP::UserAgent with kept connections: each line of its input is a path.
use strict;
use warnings;
use LWP::UserAgent;

$| = 1;
my $agent = LWP::UserAgent->new(keep_alive => 1);
while (my $path = <STDIN>) {
    chomp $path;
    my $response = $agent->get("http://$ENV{HOST}:$ENV{PORT}$path");
    print $response->is_success ? "status: " : "failed: ", $response->status_line, "\n";
}
