// On the real /proc: processes with known numbers of descriptors, limits and ages.
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>

#include "attribution/proc_owner_finder.h"
#include "base/doorbell.h"
#include "resolver_harness.h"
#include "support/check.h"
#include "support/child.h"

namespace sockwatch {

using testing::Check;
using testing::Child;
using testing::LinePipe;
using testing::Query;
using testing::ResolverHarness;
using testing::TempProc;
using namespace std::chrono_literals;

namespace {

void SetSoftLimit(rlim_t soft) {
  rlimit limit = {};
  Check(getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
  limit = {soft, std::max(soft, limit.rlim_max)};
  Check(setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
}

// A process that may have `soft` descriptors and has those numbered 0 to open - 1.
Child FdHolder(rlim_t soft, int open) {
  Child child = Child::Fork([=](LinePipe& pipe) {
    SetSoftLimit(soft);
    while (Check(dup(pipe.InputFd()), "dup") < open - 1) {
    }
    Check(close_range(static_cast<unsigned>(open), ~0U, 0), "close_range");
    pipe.Write("ready");
    pipe.Read();
    return 0;
  });
  REQUIRE(child.Pipe().Read() == "ready");
  return child;
}

std::uint32_t PidOf(const Child& child) { return static_cast<std::uint32_t>(child.Pid()); }

UniqueFd NewSocket() { return UniqueFd(Check(socket(AF_UNIX, SOCK_STREAM, 0), "socket")); }

std::uint32_t InodeOf(const UniqueFd& socket) {
  struct stat info = {};
  Check(fstat(socket.Get(), &info), "fstat");
  return static_cast<std::uint32_t>(info.st_ino);
}

std::string UseText(const FdUse& use) {
  return std::to_string(use.open) + " of " + std::to_string(use.limit.value_or(0));
}

struct LiveFixture {
  // The real processes, as a kernel shows them that does not count their descriptors.
  std::string RootWithoutCounts(const std::vector<std::uint32_t>& pids) {
    std::filesystem::remove_all(tree.Root() + "/self");
    for (const std::uint32_t pid : pids) {
      const std::string name = "/" + std::to_string(pid);
      std::filesystem::create_symlink(kProcRoot + name, tree.Root() + name);
    }
    return tree.Root();
  }

  OwnerReply Ask(const std::string& root, OwnerRequest request) {
    ProcOwnerFinderSetup setup;
    setup.proc_root = root;
    setup.rules = ResolverHarness::Compile({});
    Doorbell bell;
    setup.on_reply = [&bell] { bell.Ring(); };
    setup.stats = std::make_shared<SelfStats>();
    ProcOwnerFinder finder(std::move(setup));
    finder.Ask(std::move(request));
    REQUIRE(bell.WaitFor(60s));
    return finder.TakeReply().value();
  }

  TempProc tree;
};

}  // namespace

TEST_CASE_METHOD(LiveFixture, "Open descriptors and their limit are those of the process") {
  const bool kernel_counts = GENERATE(true, false);
  const Child small = FdHolder(64, 60);
  const Child big = FdHolder(20000, 5000);
  const std::vector<std::uint32_t> pids{PidOf(small), PidOf(big)};
  const std::string root = kernel_counts ? kProcRoot : RootWithoutCounts(pids);
  const auto uses = Ask(root, {{}, {}, pids}).fd_uses;
  REQUIRE(uses.size() == 2);
  CHECK(uses[0].pid == PidOf(small));
  CHECK(UseText(uses[0]) == "60 of 64");
  CHECK(UseText(uses[1]) == "5000 of 20000");
}

TEST_CASE_METHOD(LiveFixture, "A process that has ended is not counted") {
  const bool kernel_counts = GENERATE(true, false);
  Child ended = FdHolder(64, 60);
  const Child alive = FdHolder(64, 60);
  const std::vector<std::uint32_t> pids{PidOf(ended), PidOf(alive)};
  const std::string root = kernel_counts ? kProcRoot : RootWithoutCounts(pids);
  ended.Signal(SIGKILL);
  ended.Wait();
  const OwnerReply reply = Ask(root, {{}, {}, pids});
  REQUIRE(reply.fd_uses.size() == 1);
  CHECK(reply.fd_uses[0].pid == PidOf(alive));
}

TEST_CASE_METHOD(LiveFixture, "An owner that has just been started is as young as it says") {
  const auto before = std::chrono::steady_clock::now();
  Child young = Child::Fork([](LinePipe& pipe) {
    const UniqueFd held = NewSocket();
    pipe.Write(std::to_string(InodeOf(held)));
    pipe.Read();
    return 0;
  });
  const auto inode = static_cast<std::uint32_t>(std::stoul(young.Pipe().Read().value()));
  const OwnerReply reply = Ask(kProcRoot, {{Query(inode)}, {}});
  const auto passed = std::chrono::steady_clock::now() - before;
  REQUIRE(reply.owners.size() == 1);
  CHECK(reply.owners[0].pid == PidOf(young));
  CHECK(reply.owners[0].age >= 1ms);
  // Start times are cut to clock ticks, at most 10 ms.
  CHECK(reply.owners[0].age <= passed + 11ms);
}

TEST_CASE_METHOD(LiveFixture, "An owner's age grows as time passes") {
  const auto before = std::chrono::steady_clock::now();
  const UniqueFd held = NewSocket();
  const OwnerRequest request{{Query(InodeOf(held))}, {}};
  const auto first = Ask(kProcRoot, request).owners.at(0).age;
  const auto between = std::chrono::steady_clock::now();
  const auto second = Ask(kProcRoot, request).owners.at(0).age;
  CHECK(second >= first);
  CHECK(second + 1ms >= between - before);
}

}  // namespace sockwatch
