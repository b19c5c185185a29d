// What one component of a cgroup path says about containers and pods. Pure; any bytes.
//
// Who makes which component, and under which driver:
//   docker     docker-ID.scope (systemd), docker/ID (cgroupfs)
//   containerd cri-containerd-ID.scope, nerdctl-ID.scope (systemd); ID alone (cgroupfs);
//              POD.slice:cri-containerd:ID, a systemd name left to cgroupfs
//   cri-o      crio-ID.scope, crio-ID (cgroupfs); crio-conmon-ID.scope is its monitor
//   podman     libpod-ID.scope, libpod-ID (cgroupfs); libpod-conmon-ID.scope is its monitor.
//              libpod-payload-ID (`--cgroups=split`, Quadlet) lies in a service of the host, which
//              is the better name: it outlives the container
//   podman pod machine-libpod_pod_ID.slice, user-libpod_pod_ID.slice; libpod_parent/ID (cgroupfs)
//   kubelet    kubepods[-QOS]-podUID.slice, dashes of the UID as underscores (systemd), podUID
//              (cgroupfs). The UID of a static pod is 32 hex digits, its kubernetes.io/config.hash
//   lxc        lxc.payload.NAME (4.0), lxc.payload/NAME (3.1), lxc/NAME (before; Proxmox VE still);
//              lxc.monitor.NAME and lxc.monitor/NAME are its monitor
//   machined   machine-NAME.scope (systemd-nspawn, libvirt), systemd-nspawn@NAME.service; NAME is
//              escaped as in systemd.unit(5)
// An ID is 64 hex digits and is shortened to 12. A monitor runs beside its container: it is none.
#pragma once

#include <string>
#include <string_view>

namespace sockwatch {

inline constexpr std::size_t kUnitLimit = 128;  // bytes of a label made of a cgroup's name

// "docker-0123456789ab", "lxc-web", "machine-web"; the short id alone where nothing says whose it
// is; "" if `component`, which lies in `parent`, is no container.
std::string ContainerName(std::string_view component, std::string_view parent);

// "pod-" and the UID as `kubectl get pods -A -o json` has it, or podman's short id; "" if none.
std::string PodName(std::string_view component, std::string_view parent);

}  // namespace sockwatch
