#!/usr/bin/env bash
# Every check of Yiguan, in the order in which they are cheap: what CI runs, and what a change must pass.
#
#   ./test.sh            everything; installs what is missing first (apt, cargo, npm)
#   ./test.sh --quick    format, clippy and the Rust tests, with the tools that are there
#
# A gate that fails ends the run; tests go on, so that one run tells everything. The last line counts the tests of all
# runners; a failed gate counts as one failure.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
root=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/yiguan-test.XXXXXX")
yiguan="${CARGO_TARGET_DIR:-$root/target}/debug/yiguan"
passed=0
failed=0
summary=()

# The checks see the defaults, not what this shell is set up for.
for name in ${!YIGUAN_@}; do unset "$name"; done
# The counts are read from plain text.
export CARGO_TERM_COLOR=never NO_COLOR=1
# A run from a clean clone compiles everything once: what would speed up the next change only fills the disk.
export CARGO_INCREMENTAL="${CARGO_INCREMENTAL:-0}"
export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

# ---- Steps -----------------------------------------------------------------------------------------------------------

# step NAME FUNCTION: runs the function in a subshell that ends at its first error, with its output in $work/log too, and
# leaves its status in $step_status. Never call it in an `if` or before `||`: there, bash ignores errors inside.
step() {
    local name=$1 function=$2 from=$SECONDS status
    printf '\n==> %s (%s)\n' "$name" "$(clock "$SECONDS")"
    set +e
    (set -euo pipefail; "$function") </dev/null 2>&1 | tee "$work/log"
    status=${PIPESTATUS[0]}
    set -e
    count "$status"
    local verdict=ok
    if [ "$status" -ne 0 ]; then verdict=FAILED; fi
    summary+=("$(printf '%-28s %-7s %s' "$name" "$verdict" "$(clock $((SECONDS - from)))")")
    step_status=$status
}

# gate NAME FUNCTION: a step without which the rest makes no sense.
gate() {
    step "$@"
    if [ "$step_status" -ne 0 ]; then exit 1; fi
}

# try NAME FUNCTION: a step whose failure does not keep the next ones from running.
try() { step "$@"; }

# Adds up what the step's runner said (nextest, libtest or node); a failed step without a failed test is one failure.
count() {
    local status=$1 before=$failed closing='^(#|ℹ) (pass|fail|cancelled) [0-9]+|^test result: .*'
    # Nextest shows what failed tests printed, which may look like another runner's closing line.
    if grep -qE '^ *Summary \[' "$work/log"; then closing='^ *Summary \[.*'; fi
    passed=$((passed + $(sum "$closing" '[0-9]+ passed|pass [0-9]+')))
    failed=$((failed + $(sum "$closing" '[0-9]+ (failed|timed out|exec failed)|(fail|cancelled) [0-9]+')))
    if [ "$status" -ne 0 ] && [ "$failed" -eq "$before" ]; then failed=$((failed + 1)); fi
}

# sum LINES NUMBERS: the sum of the numbers that the second pattern finds in the lines that the first one finds.
sum() {
    { grep -oE "$1" "$work/log" || true; } | { grep -oE "$2" || true; } | { grep -oE '[0-9]+' || true; } |
        awk '{ total += $1 } END { print total + 0 }'
}

clock() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }

finish() {
    local status=$?
    if [ -n "${YIGUAN_TEST_POSTGRES_DIR:-}" ]; then tests/support/postgres.sh stop || true; fi
    if [ ${#summary[@]} -gt 0 ]; then
        printf '\n%-28s %-7s %s\n' step result time
        printf '%s\n' "${summary[@]}"
        # A run that tested nothing has not passed.
        if [ "$status" -eq 0 ] && [ $((passed + failed)) -eq 0 ]; then failed=1; fi
        if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
        if [ "$failed" -gt 0 ]; then status=1; fi
        printf '\n%d passed, %d failed\n' "$passed" "$failed"
    fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# ---- What the checks need --------------------------------------------------------------------------------------------

has() { command -v "$1" >/dev/null; }

has_postgres() { has initdb || [ -n "$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null)" ]; }

# The system's own Python: another one on the PATH does not see Debian's packages.
has_openpyxl() { /usr/bin/python3 -c "import openpyxl" 2>/dev/null; }

has_chinese_font() { has fc-list && [ -n "$(fc-list :lang=zh)" ]; }

install_tools() {
    local packages=()
    has git || packages+=(git)
    { has cc && has make; } || packages+=(build-essential)
    has chromium || packages+=(chromium)
    has_chinese_font || packages+=(fontconfig fonts-noto-cjk)
    has_postgres || packages+=(postgresql)
    has node || packages+=(nodejs)
    has npm || packages+=(npm)
    has pdftotext || packages+=(poppler-utils)
    has soffice || packages+=(libreoffice-writer-nogui)
    has sqlite3 || packages+=(sqlite3)
    has unzip || packages+=(unzip)
    has_openpyxl || packages+=(python3-openpyxl)
    if [ ${#packages[@]} -gt 0 ]; then install_packages "${packages[@]}"; fi
    install_cargo_tool cargo-nextest 0.9.143
    install_cargo_tool cargo-deny 0.20.2
    install_cargo_tool cargo-machete 0.9.2
    cargo fmt --version
    cargo clippy --version
    (cd tests/browser && npm ci --no-audit --no-fund)
}

install_packages() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
    echo "installing ${*}"
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@"
}

install_cargo_tool() {
    has "$1" || cargo install --locked "$1@$2"
    echo "$1 at $(command -v "$1")"
}

# ---- Gates -----------------------------------------------------------------------------------------------------------

format() { cargo fmt --all --check; }

unused_dependencies() { cargo machete; }

licences_bans_sources() {
    # Duplicate versions are warnings without end; the run shows what it fails for.
    cargo deny --log-level error check bans licenses sources
}

browser_types() { npm --prefix tests/browser run types; }

lints() { cargo clippy --workspace --all-targets --locked -- -D warnings; }

# Private items are documented too, so links to them hold.
documentation() { RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --workspace --no-deps --document-private-items --locked; }

build() { cargo build --locked; }

start_postgres() { tests/support/postgres.sh start >"$work/postgres.env"; }

# ---- Tests -----------------------------------------------------------------------------------------------------------

rust_tests() { cargo nextest run --workspace --locked --no-fail-fast; }

doc_tests() { cargo test --workspace --doc --locked; }

# In a folder of its own, so that neither a yiguan.toml nor a database of the developer takes part.
check_command() { cd "$work" && YIGUAN_DATA_DIR="$work/check" "$yiguan" check; }

knowledge_round_trip() {
    cd "$work"
    psql --quiet "$YIGUAN_TEST_POSTGRES_URL" --command='create database round_trip'
    # Into an empty database of each kind.
    for url in "" "${YIGUAN_TEST_POSTGRES_URL%/*}/round_trip"; do
        local kind=${url%%:*}
        export YIGUAN_DATABASE_URL=$url YIGUAN_DATA_DIR="$work/round-trip-${kind:-sqlite}"
        "$yiguan" import "$root/knowledge"
        "$yiguan" export "$work/exported-${kind:-sqlite}"
        # The README explains the folder to people; it is no knowledge.
        diff -r --exclude=README.md "$root/knowledge" "$work/exported-${kind:-sqlite}"
        echo "${kind:-sqlite}: the export is the import"
    done
}

# The golden needs by rules alone; the part that is set aside is looked at by people, at the end of a change.
golden_needs() {
    export YIGUAN_DATA_DIR="$work/golden"
    cd "$work"
    "$yiguan" evaluate --rules-only --set "$root/tests/evaluation/golden.jsonl" --out "$work/report" \
        --floors "$root/tests/evaluation/floors.json" | grep -v '/[0-9]* 条$'
}

browser_tests() { npm --prefix tests/browser test; }

tree_state() { git status --porcelain --untracked-files=all && git diff; }

tree_unchanged() {
    tree_state >"$work/tree.after"
    diff "$work/tree.before" "$work/tree.after"
    echo "the run has left no trace in the working tree"
}

# ---- The run ---------------------------------------------------------------------------------------------------------

quick() {
    gate "format" format
    gate "lints" lints
    try "Rust tests" rust_tests
}

everything() {
    gate "tools" install_tools
    tree_state >"$work/tree.before"
    gate "format" format
    gate "unused dependencies" unused_dependencies
    gate "licences, bans, sources" licences_bans_sources
    gate "browser types" browser_types
    gate "lints" lints
    gate "documentation" documentation
    gate "build" build
    gate "PostgreSQL" start_postgres
    # shellcheck source=/dev/null
    source "$work/postgres.env"
    try "Rust tests" rust_tests
    try "documentation tests" doc_tests
    try "yiguan check" check_command
    try "knowledge round trip" knowledge_round_trip
    try "golden needs" golden_needs
    try "browser tests" browser_tests
    try "tree unchanged" tree_unchanged
}

case ${1:-} in
    --quick) quick ;;
    "") everything ;;
    *) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
