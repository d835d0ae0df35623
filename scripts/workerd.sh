#!/bin/sh
# Stands in for the workerd binary (MINIFLARE_WORKERD_PATH). Keeps the process number, and where the system can:
# - its own session, so that Ctrl-C reaches the launcher alone, which then stops things in order;
# - death with the launcher (Linux), so that a hard kill leaves nobody on the port.
echo $$ > "$ZVON_WORKERD_PID_FILE"
if [ -n "${ZVON_WORKERD_PRELOAD:-}" ]; then export LD_PRELOAD="$ZVON_WORKERD_PRELOAD"; fi
if command -v setsid >/dev/null && setpriv --pdeathsig KILL true 2>/dev/null; then
  exec setsid setpriv --pdeathsig KILL -- "$ZVON_WORKERD" "$@"
fi
exec "$ZVON_WORKERD" "$@"
