# An MQTT broker, open to all; it saves nothing.
config=$(mktemp "$RUN/mosquitto-XXXXXX")
printf 'listener %s %s\nallow_anonymous true\nuser %s\n' "$PORT" "$HOST" "$(id -un)" >"$config"
exec mosquitto -c "$config"
