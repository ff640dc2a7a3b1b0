# PostgreSQL with a new database cluster. It refuses to run as root.
set -e
name=postgres
. "${0%/*}/folder.sh"
if [ ! -d "$RUN/postgres" ]; then # once: each run has a copy
  initdb -D "$RUN/postgres" -A trust -U postgres -N --wal-segsize=1 >&2
  echo "host all all all trust" >>"$RUN/postgres/pg_hba.conf"
fi
exec 8<&-
cp -a "$RUN/postgres" "$folder/data"
exec postgres -D "$folder/data" -k "$folder" -p "$PORT" -c listen_addresses="$HOST" -c fsync=off -c autovacuum=off
