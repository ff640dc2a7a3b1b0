# Perl's IO::Socket: each line of its input is passed on, and answered by one.
use strict;
use warnings;
use IO::Socket::INET;

$| = 1;
my $socket = IO::Socket::INET->new(PeerAddr => $ENV{HOST}, PeerPort => $ENV{PORT}) or die "failed: $@\n";
while (my $line = <STDIN>) {
    print $socket $line or die "failed: $!\n";
    my $reply = <$socket> // "";
    $reply =~ /\n$/ or die "failed: the server has closed the connection\n";
    print "reply: $reply";
}
