// On the real /proc: this very process must be found.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "attribution/cgroup_by_id.h"
#include "attribution/proc_owner_finder.h"
#include "attribution/proc_parse.h"
#include "base/doorbell.h"
#include "resolver_harness.h"

namespace sockwatch {

using testing::Query;
using testing::ResolverHarness;

namespace {

std::uint32_t InodeOf(int fd) {
  struct stat info = {};
  REQUIRE(fstat(fd, &info) == 0);
  return static_cast<std::uint32_t>(info.st_ino);
}

std::string OwnComm() {
  std::string comm;
  std::getline(std::ifstream("/proc/self/comm"), comm);
  return comm;
}

// A cgroup of our own for as long as it lives; id 0 where none can be made.
class TempCgroup {
 public:
  explicit TempCgroup(ProcFs& proc) {
    std::string mounts;
    proc.Read("self/mountinfo", 1U << 20U, mounts);
    path_ = ParseCgroup2Mount(mounts) + "/sockwatch-test.service";
    struct stat info = {};
    if (mkdir(path_.c_str(), 0755) == 0 && stat(path_.c_str(), &info) == 0) id = info.st_ino;
  }
  ~TempCgroup() {
    if (id != 0) rmdir(path_.c_str());
  }
  TempCgroup(const TempCgroup&) = delete;
  TempCgroup& operator=(const TempCgroup&) = delete;

  void Take(pid_t pid) { std::ofstream(path_ + "/cgroup.procs") << pid << std::flush; }

  std::uint64_t id = 0;

 private:
  std::string path_;
};

// A process that does nothing until it is killed.
class Sleeper {
 public:
  Sleeper() : pid(fork()) {
    while (pid == 0) pause();
  }
  ~Sleeper() {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;

  const pid_t pid;
};

// A fake /proc with the real cgroups.
struct FakeProcRealCgroups : ResolverHarness {
  FakeProcRealCgroups() {
    std::string mounts;
    real.Read("self/mountinfo", 1U << 20U, mounts);
    proc.Write("self/mountinfo", mounts);
    std::filesystem::remove_all(proc.Root() + "/self/fd");
    std::filesystem::create_symlink(std::string(kProcRoot) + "/self/fd", proc.Root() + "/self/fd");
  }

  ProcFs real{kProcRoot, stats};
  TempCgroup cgroup{real};
};

}  // namespace

TEST_CASE("The links of a process that has ended are gone, not denied") {
  const auto stats = std::make_shared<SelfStats>();
  ProcFs proc("/proc", stats);
  const pid_t child = fork();
  if (child == 0) pause();
  ProcessDir process;
  REQUIRE(proc.Open(static_cast<std::uint32_t>(child), process) == ProcStatus::kOk);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  std::string text;
  CHECK(process.ReadLink("exe", text) == ProcStatus::kGone);
  CHECK(process.ReadLink("fd/0", text) == ProcStatus::kGone);
  const auto denied = static_cast<std::size_t>(ErrorReason::kProcPermission);
  CHECK(stats->errors.at(denied).Get() == 0);
}

TEST_CASE("Our own listening socket is found by its inode") {
  const UniqueFd listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(listen(listener.Get(), 1) == 0);
  Doorbell bell;
  ProcOwnerFinderSetup setup;
  setup.rules = ResolverHarness::Compile({});
  setup.cpu_budget = 1.0;
  setup.on_reply = [&bell] { bell.Ring(); };
  setup.stats = std::make_shared<SelfStats>();
  ProcOwnerFinder finder(setup);
  finder.Ask({{Query(InodeOf(listener.Get()), QueryKind::kListener)}, {}});
  REQUIRE(bell.WaitFor(std::chrono::seconds(60)));
  const auto reply = finder.TakeReply();
  REQUIRE(reply);
  REQUIRE(reply->answers.size() == 1);
  REQUIRE(reply->answers[0].outcome == OwnerOutcome::kFound);
  CHECK(reply->answers[0].fd == listener.Get());
  CHECK(reply->answers[0].names_agree);
  const Owner& owner = reply->owners.at(0);
  CHECK(owner.pid == static_cast<std::uint32_t>(getpid()));
  CHECK(owner.process == OwnComm());
  CHECK(owner.start_time > 0);
}

TEST_CASE("A cgroup is found by its id, with its processes") {
  const auto stats = std::make_shared<SelfStats>();
  ProcFs proc(kProcRoot, stats);
  CgroupById cgroups(proc);
  if (!cgroups.Available()) {
    WARN("no cgroup2 mount, or no CAP_DAC_READ_SEARCH: nothing is checked");
    CHECK(cgroups.Path(1).empty());
    return;
  }
  CHECK(cgroups.Path(0xffffffffffff).empty());
  TempCgroup made(proc);
  if (made.id == 0) return;  // a read-only mount
  CHECK(cgroups.Unit(made.id) == "sockwatch-test.service");
  CHECK(cgroups.Pids(made.id).empty());
  const Sleeper child;
  made.Take(child.pid);
  CHECK(cgroups.Pids(made.id) == std::vector{static_cast<std::uint32_t>(child.pid)});
}

TEST_CASE_METHOD(FakeProcRealCgroups, "A socket that nobody holds is named by its creator's unit") {
  if (cgroup.id == 0) return;
  OwnerQuery query = Query(777);
  query.cgroup_id = cgroup.id;
  Resolve({query, Query(778)});
  CHECK(For(777).answer.creator_unit == "sockwatch-test.service");
  CHECK(For(778).answer.creator_unit.empty());
}

TEST_CASE_METHOD(FakeProcRealCgroups, "Processes of the socket's cgroup are visited first") {
  if (cgroup.id == 0) return;
  const Sleeper child;
  cgroup.Take(child.pid);
  const auto pid = static_cast<std::uint32_t>(child.pid);
  for (std::uint32_t other = 10; other < 30; ++other) {
    proc.Put({.pid = other, .start_time = other});
    proc.Socket(other, 3, 100 + other);
  }
  proc.Put({.pid = pid, .start_time = 500});
  proc.Socket(pid, 3, 999);
  OwnerQuery query = Query(999);
  query.cgroup_id = cgroup.id;
  const std::uint64_t links = Get().Reads().links;
  Resolve({query});
  CHECK(For(999).owner.pid == pid);
  CHECK(Get().Reads().links - links == 3);  // the cgroup's path, the socket, exe
}

}  // namespace sockwatch
