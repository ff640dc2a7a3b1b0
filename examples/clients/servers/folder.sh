# Read by the other scripts: makes $folder for one run of the server $name, and removes those of runs that are over.
#
# A folder in use is locked: the server inherits the descriptor, and however it dies, the kernel takes the lock away.
exec 8<"$RUN"
flock 8 # one at a time, until descriptor 8 is closed
for old in "$RUN/$name".run-*; do
  [ ! -d "$old" ] || flock --nonblock "$old" sh "${0%/*}/remove.sh" "$old" || true # still in use
done
folder=$(mktemp -d "$RUN/$name.run-XXXXXX")
exec 9<"$folder"
flock 9
