#include "attribution/cgroup_unit.h"

#include <catch2/catch.hpp>

namespace sockwatch {

namespace {

// Short id 0123456789ab.
const std::string kId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

}  // namespace

TEST_CASE("The unit is the last service or scope of the path") {
  CHECK(CgroupUnit("/system.slice/nginx.service") == "nginx.service");
  CHECK(CgroupUnit("/system.slice/system-postgresql.slice/postgresql@15-main.service") ==
        "postgresql@15-main.service");
  CHECK(CgroupUnit("/user.slice/user-1000.slice/user@1000.service/app.slice/foo.service") ==
        "foo.service");
  CHECK(CgroupUnit("/user.slice/user-1000.slice/session-3.scope") == "session-3.scope");
  CHECK(CgroupUnit("/system.slice/containerd.service/worker") == "containerd.service");
  CHECK(CgroupUnit("/user.slice/user-1000.slice/user@1000.service/init.scope") ==
        "user@1000.service");
  CHECK(CgroupUnit("/system.slice/system-getty.slice/getty@tty1.service") == "getty@tty1.service");
}

TEST_CASE("A container shows under its short id") {
  CHECK(CgroupUnit("/system.slice/docker-" + kId + ".scope") == "docker-0123456789ab");
  CHECK(CgroupUnit("/machine.slice/libpod-" + kId + ".scope/container") == "libpod-0123456789ab");
  CHECK(CgroupUnit("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podaf34.slice/"
                   "cri-containerd-" +
                   kId + ".scope") == "cri-containerd-0123456789ab");
  CHECK(CgroupUnit("/docker/" + kId) == "0123456789ab");
  CHECK(CgroupUnit("/kubepods/besteffort/pod12/" + kId) == "0123456789ab");
  CHECK(CgroupUnit("/system.slice/docker-" + kId + ".scope/init.scope") == "docker-0123456789ab");
  CHECK(CgroupUnit("/system.slice/docker-" + kId + ".scope/system.slice/ssh.service") ==
        "ssh.service");
}

TEST_CASE("Sixty-three or sixty-five hex digits are no container") {
  CHECK(CgroupUnit("/x/run-" + kId.substr(1) + ".scope") == "run-" + kId.substr(1) + ".scope");
  CHECK(CgroupUnit("/docker/" + kId + "0").empty());
}

TEST_CASE("The root, init.scope and plain slices are no unit") {
  const std::string path = GENERATE("", "/", "/init.scope", "/system.slice", "/user.slice/x",
                                    "relative", "//", "/servicefoo");
  CHECK(CgroupUnit(path).empty());
}

TEST_CASE("A unit is fit for a label whatever the cgroup is called") {
  CHECK(CgroupUnit("/a\tb\xff.service") == "a_b_.service");
  CHECK(CgroupUnit("/" + std::string(300, 'x') + ".service").size() == 128);
}

}  // namespace sockwatch
