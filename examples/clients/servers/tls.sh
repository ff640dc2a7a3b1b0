# Gives back each line turned round, over TLS.
set -e
exec 8<"$RUN"
flock 8
[ -f "$RUN/certificate" ] || # once: it only reads it
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$RUN/tls-key" -out "$RUN/certificate" -subj /CN=localhost -days 2 2>/dev/null
exec 8<&-
exec openssl s_server -accept "$PORT" -cert "$RUN/certificate" -key "$RUN/tls-key" -rev -quiet
