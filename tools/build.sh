# Read by run, beholden, test, bench/run and .ci/run. Needs $root, the checkout's absolute path.
# It checks the tools, builds what a script needs, and names the built executables.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Builds leave no process behind.
export MSBUILDDISABLENODEREUSE=1

export BEHOLDEN_DATA="${BEHOLDEN_DATA:-$root/data}"
export BEHOLDEN_WEIGHTS="${BEHOLDEN_WEIGHTS:-$root/models/weights}"
export BEHOLDEN_CONSOLE="${BEHOLDEN_CONSOLE:-$root/web/dist}"

case "$(uname -m)" in
  aarch64 | arm64) platform=linux-arm64 ;;
  *) platform=linux-x64 ;;
esac
output="bin/Release/net10.0/$platform"
beholden="$root/src/Beholden.Server/$output/beholden"

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

require_dotnet() {
  command -v dotnet > /dev/null ||
    fail "The .NET 10 SDK is missing; install it (https://dotnet.microsoft.com/download/dotnet/10.0)."
  # A build script of the SDK's own may stand first in PATH; the list tells what it can build with.
  dotnet --list-sdks 2> /dev/null | grep -q '^10\.' ||
    fail "dotnet has no SDK of version 10; install it (https://dotnet.microsoft.com/download/dotnet/10.0)."
  # Built executables look for the runtime here; an SDK in a home folder is found no other way.
  if [ -z "${DOTNET_ROOT:-}" ]; then
    DOTNET_ROOT=$(dirname -- "$(readlink -f -- "$(command -v dotnet)")")
    export DOTNET_ROOT
  fi
}

require_node() {
  command -v node > /dev/null ||
    fail "Node.js is missing; install version 20 or later with npm (https://nodejs.org)."
  node_major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$node_major" -ge 20 ] ||
    fail "Node.js is version $node_major; install version 20 or later (https://nodejs.org)."
  command -v npm > /dev/null ||
    fail "npm is missing; install the npm that comes with Node.js 20 or later (https://nodejs.org)."
}

# build PROJECT STAMP: builds the project folder unless nothing changed since the last such build.
build() {
  mkdir -p -- "$root/artifacts" 2> /dev/null || fail "The checkout $root cannot be written; change its owner."
  # Two scripts at once must not build into the same folders.
  if command -v flock > /dev/null; then
    exec 9> "$root/artifacts/build.lock"
    flock 9
  fi
  stamp="$root/artifacts/built-$2"
  if [ ! -e "$stamp" ] || [ ! -e "$stamp.started" ] || [ ! -d "$root/$1/$output" ] ||
    changed_since "$stamp"; then
    rm -f -- "$stamp"
    : > "$stamp.started"
    build_now "$1"
    : > "$stamp"
  fi
  exec 9>&-
}

# A file may change while the build runs, so it is compared with the start. A folder changes when a file is
# removed, but also when the build makes its own folders, so it is compared with the end.
changed_since() {
  [ -n "$(cd -- "$root" && find src tests tools bench spec models/catalogue.json \
    Directory.Build.props Directory.Packages.props global.json \
    \( -name bin -o -name obj -o -name node_modules -o -name __pycache__ \) -prune \
    -o \( -type f -newer "$1.started" -o -type d -newer "$1" \) -print | head -n 1)" ]
}

build_now() {
  printf 'Building %s ...\n' "${1##*/}" >&2
  log=$(mktemp)
  if ! dotnet build "$root/$1" -c Release -v quiet --nologo -p:UseSharedCompilation=false \
    > "$log" 2>&1 9>&-; then
    cat -- "$log" >&2
    rm -f -- "$log"
    fail "The build failed; the lines above say why."
  fi
  rm -f -- "$log"
}

# The console, unless nothing changed since it was last built. It shows pages of docs/ too.
build_web() {
  built="$root/web/dist/index.html"
  if [ -e "$built" ] && [ -z "$(cd -- "$root" && find web docs/*.md docs/images \
    \( -name node_modules -o -name dist \) -prune -o -newer "$built" -print | head -n 1)" ]; then
    return
  fi
  printf 'Building the console ...\n' >&2
  log=$(mktemp)
  if ! build_web_now > "$log" 2>&1; then
    cat -- "$log" >&2
    rm -f -- "$log"
    fail "The console could not be built; the lines above say why."
  fi
  rm -f -- "$log"
}

build_web_now() (
  cd -- "$root/web" &&
    { [ node_modules/.package-lock.json -nt package-lock.json ] ||
      npm ci --ignore-scripts --no-audit --no-fund --silent; } &&
    npm run --silent build
)

install_weights() {
  "$beholden" models install >&2
}

# Other people's packages, which the comparisons below bench/peers run.
install_peers() {
  peers="$root/bench/peers"
  [ "$peers/node_modules/.package-lock.json" -nt "$peers/package-lock.json" ] ||
    (cd -- "$peers" && npm ci --ignore-scripts --no-audit --no-fund --silent)
}
