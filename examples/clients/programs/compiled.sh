# Runs a program in Go or Java, compiled once for all runs.
set -e
source=${0%/*}/$1
exec 8<"$RUN"
flock 8
case $1 in
  *.go)
    [ -x "$RUN/${1%.go}" ] || GOCACHE=$RUN/go-cache GO111MODULE=off go build -o "$RUN/${1%.go}" "$source"
    exec 8<&-
    exec "$RUN/${1%.go}"
    ;;
  *.java)
    [ -f "$RUN/${1%.java}.class" ] || javac -d "$RUN" "$source"
    exec 8<&-
    exec java -cp "$RUN" "${1%.java}"
    ;;
esac
