#!/bin/sh
# Install packages of Debian, as root, and start none of the services in them:  packaging/apt_quietly.sh PACKAGE...
#
# Debian starts what it installs: a web server, a database, an SSH server, which tests run by themselves, elsewhere. Its
# answer to who does not want that is a program that it asks first (/usr/share/doc/init-system-helpers/README.policy-rc.d.gz).
# Whoever has such a program already has decided, and keeps it. $POLICY names another place for it.
set -eu
policy=${POLICY:-/usr/sbin/policy-rc.d}

if [ -e "$policy" ] || [ -L "$policy" ]; then
    echo "What starts while $* is installed, $policy decides, which was there before." >&2
else
    trap 'rm -f "$policy"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    printf '#!/bin/sh\nexit 101  # nothing may be started; of %s\n' "$0" >"$policy"
    chmod 755 "$policy"
    echo "While $* is installed, no service is started; what its package enables begins with the next start of the system." >&2
fi
{ apt-get update && apt-get install -y --no-install-recommends "$@"; } </dev/null >&2
