// Which unit real processes are shown under, from cgroups that are called like those of runtimes.
#include <sched.h>
#include <sys/prctl.h>

#include <fstream>
#include <set>
#include <sstream>

#include "attribution/cgroup_unit.h"
#include "attribution/proc_parse.h"
#include "live/live_pipeline.h"
#include "support/cgroup_dir.h"
#include "support/check.h"
#include "support/child.h"
#include "support/tcp_socket.h"

namespace sockwatch::testing {
namespace {

const std::string kId = "0f3c2a9be1d84c67a5b0e9d2147f8c3365ad90b1f2e7c4d8a6b35017e9cd42f1";
const std::string kUid = "a0178de9-9963-4c21-a277-14564e7abd2b";

const SocketAddress kAnyPort = SocketAddress::Loopback(LoopbackKind::kIpv4, 0);

// A process called "leaky" in `cgroup` that neither reads nor closes what it accepts.
Child Leaky(const CgroupDir& cgroup) {
  Child child = Child::Fork([&](LinePipe& pipe) {
    cgroup.Enter();
    ::prctl(PR_SET_NAME, "leaky");
    const UniqueFd listener = Listen(kAnyPort);
    UniqueFd client = NewSocket(kAnyPort);
    Connect(client.Get(), SocketAddress::LocalOf(listener.Get()));
    const UniqueFd server = Accept(listener.Get());
    client.Reset();
    WaitForState(server.Get(), TcpState::kCloseWait);
    pipe.Write("ready");
    pipe.Read();
    return 0;
  });
  REQUIRE(child.Pipe().Read() == "ready");
  return child;
}

// The units under which `process` has CLOSE_WAIT.
std::set<std::string> UnitsOf(const Snapshot& snapshot, const std::string& process) {
  std::set<std::string> units;
  for (const GroupRow& row : snapshot.groups) {
    const bool leaks = row.sockets.at(Index(TcpState::kCloseWait)) > 0;
    if (leaks && row.labels.process == process) units.insert(row.labels.unit);
  }
  return units;
}

std::string UnitIn(const std::string& path) {
  const CgroupDir cgroup(path);
  LivePipeline pipeline;
  const Child leaky = Leaky(cgroup);
  pipeline.Tick();
  const std::set<std::string> units = UnitsOf(*pipeline.Tick(), "leaky");
  return units.size() == 1 ? *units.begin() : std::to_string(units.size()) + " units";
}

std::string CgroupPathOf(pid_t pid) {
  std::ostringstream text;
  text << std::ifstream("/proc/" + std::to_string(pid) + "/cgroup").rdbuf();
  return ParseCgroupPath(text.str());
}

TEST_CASE("A service in a systemd-nspawn container shows up under its own unit name") {
  CHECK(UnitIn("/machine.slice/machine-web.scope/payload/system.slice/leaky.service") ==
        "leaky.service");
}

TEST_CASE("A process in a container shows up under the container's short id") {
  CHECK(UnitIn("/system.slice/docker-" + kId + ".scope") == "docker-0f3c2a9be1d8");
}

TEST_CASE("From inside a container the others' pods are recognised all the same") {
  const CgroupDir pod("/kubepods/burstable/pod" + kUid + "/" + kId);
  const CgroupDir own("-own/kubepods/besteffort/pod0/" + kId);
  const Child leaky = Leaky(pod);
  Child inside = Child::Fork([&](LinePipe& pipe) {
    own.Enter();
    Check(::unshare(CLONE_NEWCGROUP), "unshare");
    pipe.Write(CgroupPathOf(leaky.Pid()));
    pipe.Read();
    return 0;
  });
  const std::string path = inside.Pipe().Read().value();
  CHECK_THAT(path, Catch::StartsWith("/../../"));
  CHECK(FindCgroupPlace(path).pod == "pod-" + kUid);
  CHECK(FindCgroupPlace(path).unit == "0f3c2a9be1d8");
}

}  // namespace
}  // namespace sockwatch::testing
