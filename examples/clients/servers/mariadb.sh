# MariaDB with a new data directory, and a user who needs no password: client.
set -e
name=mariadb
. "${0%/*}/folder.sh"
small="--no-defaults --innodb-log-file-size=4M --innodb-buffer-pool-size=8M --aria-log-file-size=8M"
user=$(id -un)
if [ ! -d "$RUN/mariadb" ]; then # once: each run has a copy
  mariadb-install-db $small --user="$user" --datadir="$RUN/mariadb" \
    --skip-test-db --auth-root-authentication-method=normal >&2
fi
exec 8<&-
cp -a "$RUN/mariadb" "$folder/data"
echo "CREATE USER client@'%';" >"$folder/users.sql"
# Without native AIO: its requests count for all experiments of a machine together (fs.aio-max-nr).
exec mariadbd $small --user="$user" --datadir="$folder/data" --socket="$folder/socket" --port="$PORT" \
  --bind-address="$HOST" --skip-name-resolve --init-file="$folder/users.sql" --innodb-use-native-aio=0
