# An SSH server with keys of its own. $RUN/key opens it.
set -e
exec 8<"$RUN"
flock 8
if [ ! -f "$RUN/key" ]; then # once: it only reads them
  ssh-keygen -q -t ed25519 -N "" -f "$RUN/host-key"
  ssh-keygen -q -t ed25519 -N "" -f "$RUN/key"
fi
exec 8<&-
mkdir -p /run/sshd
# SHLVL: else bash runs its user's .bashrc before each command, which may take seconds, or wait for a lock.
exec "$(command -v sshd)" -D -e -f /dev/null -p "$PORT" -h "$RUN/host-key" -o AuthorizedKeysFile="$RUN/key.pub" \
  -o StrictModes=no -o UsePAM=no -o PermitRootLogin=yes -o PidFile=none -o Subsystem="sftp internal-sftp" \
  -o SetEnv=SHLVL=2
