# Sourced by ./bilsky test: builds once, runs the browser's test project beside the other ones, adds up the counts.
# shellcheck shell=bash

# --format also checks the layout of the sources, and counts that as one more test.
kind='' with_format=0
for argument in "$@"; do
    case "$argument" in
        unit | integration | browser) kind=$argument ;;
        --format) with_format=1 ;;
        -h | --help) echo "usage: ./bilsky test [unit|integration|browser] [--format]"; exit 0 ;;
        *) stop "Unknown kind of test: $argument. Known: unit, integration, browser." ;;
    esac
done

case "$kind" in
    unit) filter='Kind!=integration&Kind!=browser' ;;
    '') filter='' ;;
    *) filter="Kind=$kind" ;;
esac

passed=0 failed=0 skipped=0 ran=0 troubles=()

# One line per test project: passed failed skipped, from the result file that the runner writes.
read_counts() {
    sed -n 's/.*<Counters \([^>]*\)>.*/\1/p' "$1" | head -n 1 | awk '{
        for (i = 1; i <= NF; i++) if (split($i, pair, "=\"") == 2) { sub(/".*/, "", pair[2]); n[pair[1]] = pair[2] }
        print n["passed"] + 0, n["failed"] + n["error"] + n["timeout"] + n["aborted"] + 0, n["notExecuted"] + n["inconclusive"] + 0, n["total"] + 0
    }'
}

# Runs in a process of its own: what came out lies in $outcomes/NAME (passed failed skipped), and what to say of it in NAME.trouble.
run_project() {
    local project=$1 name results trx status=0 ok=0 bad=0 left=0 total=0
    name=$(basename "$project" .csproj)
    results=$(mktemp -d)
    say "--- $name"
    "$dotnet" test "$project" -c "$configuration" --no-build --nologo ${filter:+--filter "$filter"} \
        --results-directory "$results" --logger "trx;LogFileName=results.trx" --logger "console;verbosity=minimal" \
        --blame-hang --blame-hang-timeout 25m --blame-hang-dump-type none </dev/null || status=$?
    trx=$results/results.trx
    if [ -f "$trx" ]; then
        read -r ok bad left total < <(read_counts "$trx")
        # xunit reports a skipped test as not executed, and the counters of some runners leave it out.
        [ $((ok + bad + left)) -ge "$total" ] || left=$((total - ok - bad))
    fi
    # A test host that crashed or hung leaves its tests uncounted: that is a failure too, and so is a run without results.
    if [ "$status" != 0 ] && [ "$bad" = 0 ]; then
        bad=1
        echo "$name ended without telling which test failed (exit code $status): its test process crashed, hung or never started." >"$outcomes/$name.trouble"
    fi
    echo "$ok $bad $left" >"$outcomes/$name"
    rm -rf "$results"
}

# A browser's test mostly waits, for a page or for a job: the other projects, one after the other, have the processors meanwhile.
run_projects() {
    local project outcome ok bad left beside=''
    outcomes=$(mktemp -d)
    for project in "${projects[@]}"; do
        if [ "$(basename "$project")" = BilskyWeb.Browser.Tests.csproj ]; then
            # A process group of its own, so that it ends with this shell, also when somebody stops that.
            set -m
            run_project "$project" &
            set +m
            beside=$!
            trap 'kill -TERM -- "-$beside" 2>/dev/null' EXIT
        fi
    done
    for project in "${projects[@]}"; do
        [ "$(basename "$project")" = BilskyWeb.Browser.Tests.csproj ] || (run_project "$project") || true
    done
    [ -z "$beside" ] || wait "$beside" || true
    trap - EXIT
    for project in "${projects[@]}"; do
        outcome=$outcomes/$(basename "$project" .csproj)
        if [ -f "$outcome" ]; then
            read -r ok bad left <"$outcome"
            passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left)) ran=$((ran + ok + bad))
            [ ! -f "$outcome.trouble" ] || troubles+=("$(cat "$outcome.trouble")")
        else
            failed=$((failed + 1))
            troubles+=("$(basename "$outcome") left no result.")
        fi
    done
    rm -rf "$outcomes"
}

# The browser half: its types count as one test, its own tests one each.
run_web() {
    local tap ok bad left
    say "--- web"
    if (cd "$home/web" && npm run --silent check) </dev/null >&2; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        troubles+=("The types of what runs in the browser do not fit.")
    fi
    tap=$(mktemp)
    (cd "$home/web" && npm test --silent) >"$tap" 2>&1 </dev/null || grep -A 25 '^ *not ok' "$tap" >&2 || true
    ok=$(sed -n 's/^# pass //p' "$tap") bad=$(sed -n 's/^# fail //p' "$tap") left=$(sed -n 's/^# skipped //p' "$tap")
    # No counts: the runner itself broke down, on a test that cannot be bundled for example.
    if [ "${ok:-0}" = 0 ] && [ "${bad:-0}" = 0 ]; then
        bad=1
        troubles+=("No test of what runs in the browser ran: $(tail -n 20 "$tap")")
    fi
    say "    ${ok:-0} passed, ${bad:-0} failed"
    passed=$((passed + ${ok:-0})) failed=$((failed + ${bad:-0})) skipped=$((skipped + ${left:-0}))
    rm -f "$tap"
}

# Torch's threads spin while they wait for each other, which on a busy machine starves the one that works.
export OMP_WAIT_POLICY=PASSIVE

need_dotnet
if [ -z "$kind" ] || [ "$kind" = browser ]; then
    need_packages "${browser_packages[@]}"
    need_web
fi
if [ -z "$kind" ] || [ "$kind" = unit ]; then
    need_web
    run_web
fi

projects=("$home"/tests/*/*.csproj)
[ "$kind" != browser ] || projects=("$home"/tests/BilskyWeb.Browser.Tests/*.csproj)

built=0
say "Building $([ "$kind" = browser ] && echo 'the browser tests' || echo 'everything')."
if [ "$kind" = browser ]; then
    "$dotnet" build "${projects[0]}" "${build_settings[@]}" </dev/null && built=1
else
    "$dotnet" build "$home/BilskyWeb.sln" "${build_settings[@]}" </dev/null && built=1
fi

if [ "$built" = 1 ]; then
    if [ "$with_format" = 1 ]; then
        say "--- dotnet format"
        # White space only: the build has already turned every finding of style and analyzers into an error.
        if "$dotnet" format whitespace "$home/BilskyWeb.sln" --no-restore --verify-no-changes </dev/null; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            troubles+=("The layout of the sources is not what 'dotnet format' makes.")
        fi
    fi
    run_projects
    if [ "$ran" = 0 ]; then
        failed=$((failed + 1))
        troubles+=("No test of a project ran.")
    fi
else
    failed=$((failed + 1))
    troubles+=("The build failed, so no test of a project ran.")
fi

for trouble in "${troubles[@]}"; do
    say "$trouble"
done
if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" = 0 ] || exit 1
