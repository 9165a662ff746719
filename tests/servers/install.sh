#!/bin/sh
# The real servers and the browser that the tests use, from the distribution's packages.
# Without root, or without apt, nothing is installed and it says loudly what is left out.
set -u
missing=""
[ -x /usr/sbin/dovecot ] && [ -e /usr/lib/dovecot/lmtp ] || missing="$missing dovecot-imapd dovecot-lmtpd"
[ -x /usr/sbin/postfix ] || missing="$missing postfix"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$missing"
    log=$(mktemp)
    # No service is started: the tests start their own, on free ports of the loopback.
    if apt-get update >"$log" 2>&1 &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
fi
echo "************************************************************************" >&2
echo "NOT INSTALLED:$missing" >&2
echo "The tests that need them are left out. As root they install themselves." >&2
echo "************************************************************************" >&2
[ "${INBOX_AGENT_REQUIRE_SERVERS:-0}" = 1 ] && exit 1
exit 0
