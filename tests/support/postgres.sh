#!/usr/bin/env bash
# A private PostgreSQL for the tests: a throw-away cluster on a free loopback port, run by an unprivileged user.
#
#   eval "$(tests/support/postgres.sh start)"    exports YIGUAN_TEST_POSTGRES_URL (a superuser) and ..._DIR
#   tests/support/postgres.sh stop               stops the cluster of ..._DIR and removes it
#
# It installs nothing: it needs the server's programs (apt package postgresql), and for root also a user `postgres`.
set -euo pipefail

say() { echo "postgres.sh: $*" >&2; }

bin_folder() {
    local newest
    newest=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
    if [ -n "$newest" ] && [ -x "$newest/initdb" ]; then
        echo "$newest"
    elif command -v initdb >/dev/null; then
        dirname "$(readlink -f "$(command -v initdb)")"
    else
        say "no initdb found: install the package postgresql"
        return 1
    fi
}

# initdb refuses root.
as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

start() {
    local bin port
    bin=$(bin_folder)
    folder=$(mktemp -d "${TMPDIR:-/tmp}/yiguan-pg.XXXXXX")
    trap 'rm -rf "$folder"' EXIT
    if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi
    as_server "$bin/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
        --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; return 1; }
    # The cluster is thrown away after the tests: it need not outlive a power cut.
    as_server tee "$folder/data/postgresql.auto.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
fsync = off
CONF
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        # A port may be taken between looking and starting, so it is only tried.
        port=$((RANDOM % 20000 + 20000))
        if as_server "$bin/pg_ctl" start --pgdata="$folder/data" --log="$folder/server.log" --wait --timeout=60 \
            --options="-p $port" >/dev/null 2>&1; then
            trap - EXIT
            echo "export YIGUAN_TEST_POSTGRES_DIR='$folder'"
            echo "export YIGUAN_TEST_POSTGRES_URL='postgres://postgres@127.0.0.1:$port/postgres'"
            return 0
        fi
    done
    cat "$folder/server.log" >&2
    say "the server did not start"
    return 1
}

stop() {
    local folder=${YIGUAN_TEST_POSTGRES_DIR:-}
    case $folder in
        */yiguan-pg.*) ;;
        *) say "YIGUAN_TEST_POSTGRES_DIR names no cluster of this script"; return 1 ;;
    esac
    as_server "$(bin_folder)/pg_ctl" stop --pgdata="$folder/data" --mode=immediate >/dev/null 2>&1 || true
    rm -rf "$folder"
}

case ${1:-} in
    start) start ;;
    stop) stop ;;
    *) say "usage: postgres.sh start | stop"; exit 2 ;;
esac
