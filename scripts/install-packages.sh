#!/usr/bin/env bash
# Installs what a purpose needs and is missing. Says nothing when nothing is missing.
#
#   scripts/install-packages.sh PURPOSE...     build | test | clients | lint | bench
#
# Works on Debian 12 and 13, as root or with sudo. ODB_MIRRORS may list further Debian mirrors, separated by
# blanks, that still carry bullseye; see find_odb_runtime.
set -euo pipefail

packages_for() {
  case $1 in
    build)
      echo g++ cmake ninja-build ccache mold pkg-config python3 gsoap libgsoap-dev libxml2-dev libicu-dev \
        libboost-dev libboost-test-dev libmariadb-dev libsqlite3-dev libssl-dev zlib1g-dev libsodium-dev libzxcvbn-dev \
        libre2-dev libphonenumber-dev libcurl4-openssl-dev libldap-dev librhonabwy-dev libmimetic-dev libmysqlcppconn-dev libcrypt-dev \
        libspdlog-dev libtomlplusplus-dev libcli11-dev nlohmann-json3-dev odb libodb-dev libodb-mysql-dev libodb-sqlite-dev
      # odb runs the g++ it was built with: Debian 13's wants 13, where g++ means 14.
      if [ "$(debian_release)" = 13 ]; then echo g++-13; fi
      ;;
    # The -core packages bring mariadbd without starting a service on this machine.
    test) echo mariadb-server-core mariadb-client-core slapd ldap-utils openssl curl jq python3 python3-jsonschema libxml2-utils ;;
    clients)
      echo default-jdk-headless jaxws mono-devel mono-mcs python3-zeep python3 php-cli php-soap libsoap-lite-perl \
        liblwp-protocol-https-perl g++ pkg-config gsoap libgsoap-dev libssl-dev zlib1g-dev
      # A nodejs from elsewhere brings its own npm, and Debian's would conflict with it.
      command -v npm >/dev/null || echo nodejs npm
      ;;
    lint) echo clang-format clang-tidy shellcheck python3 git ;;
    bench) echo wrk mariadb-server-core mariadb-client-core python3 ;;
    *)
      echo "install-packages.sh: unknown purpose '$1' (build, test, clients, lint, bench)" >&2
      return 2
      ;;
  esac
}

debian_release() {
  # shellcheck source=/dev/null
  (. /etc/os-release && echo "${VERSION_ID:-unknown}")
}

# Of the packages named, those that are not installed.
missing_of() {
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p') || true
  printf '%s\n' "$@" | grep -vxF -f <(printf '%s\n' "$installed" | sed '/^$/d') || true
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

apt_get() {
  local log
  log=$(mktemp)
  if as_root apt-get -o DPkg::Lock::Timeout=300 -qq "$@" >"$log" 2>&1; then
    rm -f "$log"
  else
    tail -n 30 "$log" >&2
    rm -f "$log"
    return 1
  fi
}

# The packages of tests/clients/node/package-lock.json, into build/node-clients.
install_node_packages() {
  local root from into log
  root=$(dirname "$(dirname "$(readlink -f "$0")")")
  from=$root/tests/clients/node into=$root/build/node-clients
  if cmp -s "$from/package-lock.json" "$into/package-lock.json" && [ -f "$into/complete" ]; then return 0; fi
  echo "dev: installing the Node packages of tests/clients/node" >&2
  rm -rf "$into"
  mkdir -p "$into"
  cp "$from/package.json" "$from/package-lock.json" "$into/"
  log=$(mktemp)
  if npm ci --prefix "$into" --ignore-scripts --no-audit --no-fund >"$log" 2>&1; then
    rm -f "$log"
    touch "$into/complete"
  else
    tail -n 30 "$log" >&2
    rm -f "$log"
    return 1
  fi
}

# `apt-cache show` also succeeds for a name that other packages merely mention.
is_offered() { [ -n "$(apt-cache madison "$1" 2>/dev/null)" ]; }

odb_is_offered() {
  local package
  for package in odb libodb-dev libodb-mysql-dev libodb-sqlite-dev; do
    is_offered "$package" || return 1
  done
}

# Debian 12 has the ODB compiler but not its runtime library; Debian 11 has both, and its runtime runs on 12.
# So bullseye joins the sources, pinned so that nothing but libodb-* can come from it. Debian 13 needs none of it.
find_odb_runtime() {
  local source=/etc/apt/sources.list.d/odb-oldsuite.sources
  local pin=/etc/apt/preferences.d/odb-oldsuite
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  local mirror
  odb_is_offered && return 0
  # shellcheck disable=SC2016  # apt-get expands $(REPO_URI), not we
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' |
    sort -u | head -n 1)
  for mirror in $mirror ${ODB_MIRRORS:-}; do
    echo "dev: looking for the ODB runtime in bullseye at $mirror" >&2
    printf 'Types: deb\nURIs: %s\nSuites: bullseye\nComponents: main\nSigned-By: %s\n' "$mirror" "$keyring" |
      as_root tee "$source" >/dev/null
    printf 'Package: *\nPin: release n=bullseye\nPin-Priority: -1\n\nPackage: libodb-*\nPin: release n=bullseye\nPin-Priority: 500\n' |
      as_root tee "$pin" >/dev/null
    apt_get update || true
    odb_is_offered && return 0
    as_root rm -f "$source" "$pin"
  done
  apt_get update || true
  echo 'dev: the ODB runtime (libodb-dev, libodb-mysql-dev, libodb-sqlite-dev) was found in no suite.' >&2
  echo '     Name a Debian mirror that still has bullseye: ODB_MIRRORS="http://HOST/debian" ./dev install' >&2
  return 1
}

main() {
  local purpose wanted=()
  for purpose in "$@"; do
    local names
    names=$(packages_for "$purpose")
    read -ra names <<<"$(echo "$names" | tr '\n' ' ')"
    wanted+=("${names[@]}")
  done
  [ ${#wanted[@]} -gt 0 ] || return 0
  install_debian_packages "${wanted[@]}"
  case " $* " in *' clients '*) install_node_packages ;; esac
}

install_debian_packages() {
  local wanted=("$@") missing=()
  mapfile -t missing < <(missing_of "${wanted[@]}" | sort -u)
  [ ${#missing[@]} -gt 0 ] || return 0

  if ! command -v apt-get >/dev/null; then
    echo "dev: this machine has no apt-get; install these by hand: ${missing[*]}" >&2
    return 1
  fi
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    echo "dev: these packages are missing: ${missing[*]}" >&2
    echo '     Run ./dev install as root once, or install sudo.' >&2
    return 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  echo "dev: installing ${missing[*]}" >&2
  apt_get update || echo 'dev: apt-get update failed; going on with the package lists at hand' >&2
  # Tests bring their own configuration: without one, the package starts no directory on this machine.
  case " ${missing[*]} " in *' slapd '*)
    echo 'slapd slapd/no_configuration boolean true' | as_root debconf-set-selections ;;
  esac
  case " ${missing[*]} " in *odb*) find_odb_runtime ;; esac
  apt_get install -y --no-install-recommends "${missing[@]}"
}

main "$@"
