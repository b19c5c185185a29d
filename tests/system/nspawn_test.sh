#!/usr/bin/env bash
# A real systemd in systemd-nspawn, with a service that leaks connections, seen from the host: the
# service shows up under its own unit name, once in a container that shares the host's network, once
# in one with a network of its own. Host, here, is a network and pid namespace of the test's own, in
# which cgroup2 is mounted as on a host without cgroup v1. The image is kept in the build folder.
set -euo pipefail

[[ $(id -u) == 0 ]] || exec sudo "${BASH_SOURCE[0]}" "$@"

# shellcheck source=support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

readonly image=$build/nspawn-image sockets=5
readonly cgroups=/sys/fs/cgroup/sockwatch-nspawn.slice
url=http://127.0.0.1:10106
containers=()

MakeImage() {
  [[ ! -d $image ]] || return 0
  echo '-- making an image, once'
  rm -rf "$image.new"
  debootstrap --variant=minbase --include=systemd,systemd-sysv bookworm "$image.new" \
    >"$work/debootstrap.log" 2>&1 || Fail 'debootstrap'
  mv "$image.new" "$image"
}

# A service whose program never closes what its clients have closed.
WriteService() {
  cat >"$work/leaky" <<EOF
#!/usr/bin/perl
use IO::Socket::INET;
my \$listener = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1') or die \$!;
my \$port = \$listener->sockport;
for (1 .. $sockets) {
  my \$client = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => \$port) or die \$!;
  push @kept, \$listener->accept;
  close \$client;
}
sleep;
EOF
  chmod 755 "$work/leaky"
  printf '[Service]\nExecStart=/usr/local/bin/leaky\n' >"$work/leaky.service"
}

# StartContainer NAME ARGUMENT...: in the cgroup that machined would have made for it.
StartContainer() {
  local scope=$cgroups/machine-$1.scope
  mkdir -p "$scope"
  # shellcheck disable=SC2016  # for the inner shell
  Start "container-$1" bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$scope" \
    systemd-nspawn --quiet --register=no --keep-unit --machine="$1" --directory="$image" \
    --volatile=overlay --console=pipe --bind-ro="$work/leaky:/usr/local/bin/leaky" \
    --bind-ro="$work/leaky.service:/etc/systemd/system/leaky.service" "${@:2}" \
    --boot systemd.wants=leaky.service
  containers+=("$pid")
}

# The containers' processes would end with the pid namespace, their cgroups do not.
EndContainers() {
  local status=$?
  set +e
  if [[ -d $cgroups ]]; then
    { echo 1 >"$cgroups/cgroup.kill" && wait "${containers[@]}"; } 2>/dev/null
    WaitUntil 50 grep -qx 'populated 0' "$cgroups/cgroup.events"
    find "$cgroups" -depth -type d -exec rmdir {} \;
  fi
  (exit "$status")
  CleanUp
}

# Shows NETNS: so many sockets in CLOSE_WAIT of the service in that namespace.
Shows() {
  local labels="netns=\"$1\",unit=\"leaky.service\",process=\"leaky\",role=\"server\""
  grep -qE "^sockwatch_group_sockets\{$labels,port=\"[a-z0-9]+\",state=\"close_wait\"\} $sockets$" \
    <(curl -s "$url/metrics")
}

CheckShows() {
  WaitUntil 300 Shows "$2" || Fail "$1: $(curl -s "$url/metrics" | grep close_wait | head -n 20)"
  echo "ok: $1"
}

# A container that shares the host's network.
TestSharedNetwork() {
  StartContainer web
  CheckShows "a container's service shows up under its own unit name" host
}

# One with a network of its own.
TestPrivateNetwork() {
  StartContainer shop --private-network
  CheckShows 'with a network of its own, in a namespace called after the container' machine-shop
}

if [[ ${1:-} != --inside ]]; then
  MakeImage
  unshare --net --mount --pid --fork --kill-child --mount-proc "$0" --inside
  exit
fi

WriteService
ip link set lo up
mount -t cgroup2 none /sys/fs/cgroup
mkdir "$cgroups"
trap EndContainers EXIT

printf 'poll: {interval: 500ms}\n' >"$work/sockwatchd.yaml"
Start sockwatchd "$build/bin/sockwatchd" --config.file="$work/sockwatchd.yaml"
TestSharedNetwork
TestPrivateNetwork
