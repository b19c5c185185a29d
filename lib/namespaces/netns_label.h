// What a network namespace is called: by whoever is responsible for what runs in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sockwatch {

struct NetnsEvidence {
  std::vector<std::string> mounts;        // where it is bind-mounted: full paths, as in mountinfo
  std::vector<std::string> cgroup_paths;  // of its processes, the oldest first; ParseCgroupPath()
  std::uint64_t inode = 0;                // of /proc/PID/ns/net
};

// The label of a namespace that is not the host's; the first of these that there is:
//   NAME                 a mount /run/netns/NAME or /var/run/netns/NAME (ip-netns(8), also what
//                        Neutron and network scripts make). Names that runtimes make say nothing:
//                        cni-UUID (containerd, CNI plugins), cnitest-UUID (kata), netns-UUID
//                        (podman), UUID (cri-o, Nomad), 12 hex digits (a sandbox of docker, where
//                        /run/netns is a link to /run/docker/netns), "default"
//   pod-UID              a process in a pod's cgroup, whichever of its containers: pause, the
//   oldest
//                        one, says nothing. UID is as `kubectl get pods -A -o json` has it, or the
//                        short id of `podman pod ps`
//   docker-0123456789ab, a process in a container, named as FindCgroupPlace() does (docker,
//   lxc-NAME, ...        containerd, cri-o, podman, lxc, nspawn)
//   UNIT                 the unit of the first process (systemd's PrivateNetwork=, `unshare --net`
//                        in a session). Not a service where there is a mount made for CNI
//                        (cni-UUID, cnitest-UUID, UUID): the first process in there is a plugin,
//                        which runs in the service of the runtime and is gone when the container
//                        starts
//   net-INODE            nothing is known
// Fit for a label (LabelText), at most kUnitLimit bytes. "host" and "idle" mean something else in
// the `netns` label and get a trailing "_". Two namespaces may have the same name (a service with
// PrivateNetwork= in a container, two of one unit): who keeps labels tells them apart.
std::string NetnsLabel(const NetnsEvidence& evidence);

}  // namespace sockwatch
