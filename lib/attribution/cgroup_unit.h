// The systemd unit, container and pod that a cgroup belongs to.
#pragma once

#include <string>
#include <string_view>

namespace sockwatch {

// All fit for a label (LabelText), at most kUnitLimit bytes; "" where there is none.
struct CgroupPlace {
  std::string unit;       // see CgroupUnit()
  std::string container;  // the innermost one, as ContainerName() calls it
  std::string pod;        // the innermost one, as PodName() calls it
};

// Reads `path` from the root down, so that what lies further in counts: a service in a container
// (systemd-nspawn's payload, lxc, `podman --systemd`) before the container, a container in a
// container (kind, minikube) before the outer one. A container inside a pod's container has
// namespaces of its own, and no pod. A path that begins with "/.." is one seen from inside a
// container (cgroup_namespaces(7)) and is read alike.
CgroupPlace FindCgroupPlace(std::string_view path);

// What a person calls whatever runs in `path`: the name of the innermost .service or .scope,
// init.scope excepted, with a container id in it cut to what people see in `docker ps`
// ("docker-<64 hex>.scope" is "docker-<12 hex>"); a container or pod without such a unit by its
// name. "" for the root, init.scope and plain slices.
std::string CgroupUnit(std::string_view path);

}  // namespace sockwatch
