// The systemd unit or container that a cgroup belongs to.
#pragma once

#include <string>
#include <string_view>

namespace sockwatch {

// The last component of `path` that ends in .service or .scope, init.scope excepted. A container
// (64 hex digits in the component, as Docker, Podman and Kubernetes name theirs) is shortened to
// what people see in `docker ps`: "docker-<64 hex>.scope" is "docker-<12 hex>". Without a unit, a
// last component of 64 hex digits alone (cgroupfs driver) is "<12 hex>". "" for the root,
// init.scope and plain slices.
std::string CgroupUnit(std::string_view path);

}  // namespace sockwatch
