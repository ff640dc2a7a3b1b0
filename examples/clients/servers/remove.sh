# Removes the folder of a run that is over, and the shared memory of a PostgreSQL that could not do so itself.
for pid_file in "$1"/data/postmaster.pid "$1"/*/data/postmaster.pid; do
  [ -f "$pid_file" ] || continue
  awk 'NR == 7 && $2 { print $2 }' "$pid_file" | xargs --no-run-if-empty ipcrm --shmem-id 2>/dev/null
done
rm -rf "$1"
