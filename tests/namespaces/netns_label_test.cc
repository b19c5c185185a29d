#include "namespaces/netns_label.h"

#include <catch2/catch.hpp>

#include "attribution/container_name.h"
#include "attribution/label_text.h"

namespace sockwatch {

namespace {

const std::string kId = "0f3c2a9be1d84c67a5b0e9d2147f8c3365ad90b1f2e7c4d8a6b35017e9cd42f1";
const std::string kPauseId = "b08be0f4a5536647b2ec2c5c8bd03d928ca897b483528848e716ce80ed37ec69";
const std::string kUid = "a0178de9-9963-4c21-a277-14564e7abd2b";
const std::string kPod = "/kubepods/burstable/pod" + kUid + "/";
const std::string kDocker = "/system.slice/docker-" + kId + ".scope";

std::string ByMount(const std::string& mount) {
  return NetnsLabel({.mounts = {mount}, .cgroup_paths = {"/a.scope"}, .inode = 7});
}

std::string ByProcesses(const std::vector<std::string>& paths) {
  return NetnsLabel({.mounts = {"/run/netns/netns-" + kUid}, .cgroup_paths = paths, .inode = 7});
}

}  // namespace

TEST_CASE("The name given with `ip netns add` wins") {
  CHECK(ByMount("/run/netns/blue") == "blue");
  CHECK(ByMount("/var/run/netns/blue") == "blue");
  CHECK(ByMount("/run/netns/qrouter-" + kUid) == "qrouter-" + kUid);
  CHECK(ByMount("/run/netns/cni-blue") == "cni-blue");
  CHECK(NetnsLabel({.mounts = {"/run/docker/netns/0f3c2a9be1d8", "/run/netns/blue"},
                    .cgroup_paths = {kPod + kId},
                    .inode = 7}) == "blue");
}

TEST_CASE("A mount that a runtime made, or outside of ip-netns' folder, gives no name") {
  const std::string in_folder = GENERATE("cni-" + kUid, "cnitest-" + kUid, "netns-" + kUid, kUid,
                                         "0f3c2a9be1d8", "default", "");
  CHECK(ByMount("/run/netns/" + in_folder) == "a.scope");
  const std::string elsewhere = GENERATE("/run/docker/netns/0f3c2a9be1d8", "/run/docker/netns/blue",
                                         "/run/user/1000/netns/blue", "/proc/12/ns/net",
                                         "/srv/run/netns/blue", "run/netns/blue", "");
  CHECK(ByMount(elsewhere) == "a.scope");
}

TEST_CASE("A pod is called by its uid, never by its pause container") {
  CHECK(ByProcesses({kPod + kPauseId, kPod + kId}) == "pod-" + kUid);
  CHECK(ByProcesses({"/system.slice/containerd.service", kPod + kPauseId}) == "pod-" + kUid);
  CHECK(ByProcesses({kDocker, kPod + kId}) == "pod-" + kUid);
  CHECK(ByProcesses({"/machine.slice/machine-libpod_pod_" + kId + ".slice/libpod-" + kPauseId +
                     ".scope"}) == "pod-0f3c2a9be1d8");
}

TEST_CASE("A container is called as the unit label calls it") {
  CHECK(ByProcesses({kDocker}) == "docker-0f3c2a9be1d8");
  CHECK(ByProcesses({"/docker/" + kId}) == "docker-0f3c2a9be1d8");
  CHECK(ByProcesses({"/a.service", kDocker + "/init.scope"}) == "docker-0f3c2a9be1d8");
  CHECK(ByProcesses({"/lxc.payload.web/init.scope"}) == "lxc-web");
  CHECK(ByProcesses({"/machine.slice/machine-web.scope/payload/init.scope"}) == "machine-web");
  CHECK(ByProcesses({"/machine.slice/systemd-nspawn@web.service/payload/system.slice/x.service"}) ==
        "machine-web");
}

TEST_CASE("Without a container the first process' unit gives the name") {
  CHECK(ByProcesses({"/system.slice/a.service", "/system.slice/b.service"}) == "a.service");
  CHECK(ByProcesses({"/system.slice/web.service/libpod-payload-" + kId}) == "web.service");
}

TEST_CASE("The service that a CNI plugin runs in gives no name") {
  const std::string mount = GENERATE("cni-" + kUid, "cnitest-" + kUid, kUid);
  const auto label = [&](const std::string& path) {
    return NetnsLabel({.mounts = {"/var/run/netns/" + mount}, .cgroup_paths = {path}, .inode = 7});
  };
  CHECK(label("/system.slice/containerd.service") == "net-7");
  CHECK(label("/nomad.slice/share.slice/web.scope") == "web.scope");
  CHECK(label(kPod + kPauseId) == "pod-" + kUid);
}

TEST_CASE("A namespace of which nothing is known is called by its inode") {
  CHECK(NetnsLabel({.mounts = {}, .cgroup_paths = {}, .inode = 4026532281}) == "net-4026532281");
  CHECK(ByProcesses({"/", "/system.slice/b.service"}) == "net-7");
}

TEST_CASE("No namespace is called like the host or the idle ones") {
  CHECK(ByMount("/run/netns/host") == "host_");
  CHECK(ByMount("/run/netns/idle") == "idle_");
  CHECK(ByMount("/run/netns/hosts") == "hosts");
}

TEST_CASE("A namespace's name is fit for a label whatever it is called") {
  CHECK(ByMount("/run/netns/a\n\xff"
                "b") == "a__b");
  CHECK(ByMount("/run/netns/" + std::string(300, 'x')).size() == kUnitLimit);
}

TEST_CASE("Evidence cut off anywhere gives a label") {
  const std::string mount = "/run/netns/netns-" + kUid;
  const std::string path = kPod + kId;
  for (std::size_t size = 0; size <= path.size(); ++size) {
    const std::string label = NetnsLabel(
        {.mounts = {mount.substr(0, size)}, .cgroup_paths = {path.substr(0, size)}, .inode = 7});
    CHECK((!label.empty() && label == LabelText(label, kUnitLimit)));
  }
}

}  // namespace sockwatch
