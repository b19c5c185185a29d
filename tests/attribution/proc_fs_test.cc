#include "attribution/proc_fs.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <map>

#include "attribution/fd_walk.h"
#include "support/temp_proc.h"
#include "unprivileged.h"

namespace sockwatch {

using testing::TempProc;

namespace {

std::uint64_t Errors(const SelfStats& stats, ErrorReason reason) {
  return stats.errors.at(static_cast<std::size_t>(reason)).Get();
}

class Seen final : public FdVisitor {
 public:
  void OnSocket(std::uint32_t inode, std::int32_t fd) override { sockets[fd] = inode; }
  bool Rest() override { return ++rests < stop_at; }

  std::map<std::int32_t, std::uint32_t> sockets;
  int rests = 0;
  int stop_at = 1000;
};

struct Fixture {
  TempProc tree;
  std::shared_ptr<SelfStats> stats = std::make_shared<SelfStats>();
};

}  // namespace

TEST_CASE_METHOD(Fixture, "Pids are the directories with a number for a name, ascending") {
  for (const std::uint32_t pid : {30U, 1U, 200U}) tree.Put({.pid = pid});
  ProcFs proc(tree.Root(), stats);
  std::vector<std::uint32_t> pids;
  CHECK(proc.ListPids(pids) == ProcStatus::kOk);
  CHECK(pids == std::vector<std::uint32_t>{1, 30, 200});
}

TEST_CASE_METHOD(Fixture, "Reads are bounded") {
  tree.Put({.pid = 7});
  tree.Write("7/cmdline", std::string(100000, 'x'));
  ProcFs proc(tree.Root(), stats);
  ProcessDir process;
  REQUIRE(proc.Open(7, process) == ProcStatus::kOk);
  std::string text;
  CHECK(process.Read("cmdline", 16384, text) == ProcStatus::kOk);
  CHECK(text.size() == 16384);
  CHECK(process.Read("cmdline", 200000, text) == ProcStatus::kOk);
  CHECK(text.size() == 100000);
}

TEST_CASE_METHOD(Fixture, "A process that vanished is no error") {
  tree.Put({.pid = 7});
  ProcFs proc(tree.Root(), stats);
  ProcessDir process;
  REQUIRE(proc.Open(7, process) == ProcStatus::kOk);
  tree.Remove(7);
  std::string text;
  UniqueFd fds;
  CHECK(process.Read("stat", 100, text) == ProcStatus::kGone);
  CHECK(process.ReadLink("exe", text) == ProcStatus::kGone);
  CHECK(process.OpenFds(fds) == ProcStatus::kGone);
  CHECK_FALSE(process.SocketAt(3));
  CHECK(proc.Open(7, process) == ProcStatus::kGone);
  CHECK(Errors(*stats, ErrorReason::kProcRead) == 0);
  CHECK(Errors(*stats, ErrorReason::kProcPermission) == 0);
}

TEST_CASE_METHOD(Fixture, "A held process never turns into the next one with its pid") {
  tree.Put({.pid = 7, .comm = "first"});
  ProcFs proc(tree.Root(), stats);
  ProcessDir process;
  REQUIRE(proc.Open(7, process) == ProcStatus::kOk);
  tree.Remove(7);
  tree.Put({.pid = 7, .comm = "second"});
  std::string text;
  CHECK(process.Read("stat", 100, text) == ProcStatus::kGone);
}

TEST_CASE_METHOD(Fixture, "What may not be read is told apart and counted") {
  tree.Put({.pid = 7});
  ProcFs proc(tree.Root(), stats);
  ProcessDir process;
  REQUIRE(proc.Open(7, process) == ProcStatus::kOk);
  std::filesystem::permissions(tree.Path(7, "fd"), std::filesystem::perms::none);
  const testing::Unprivileged nobody;
  UniqueFd fds;
  CHECK(process.OpenFds(fds) == ProcStatus::kDenied);
  CHECK(Errors(*stats, ErrorReason::kProcPermission) == 1);
}

TEST_CASE_METHOD(Fixture, "Any other error is counted as a failed read") {
  ProcFs proc(tree.Root() + "/missing", stats);
  std::vector<std::uint32_t> pids;
  CHECK(proc.ListPids(pids) == ProcStatus::kFailed);
  CHECK(pids.empty());
  CHECK(Errors(*stats, ErrorReason::kProcRead) == 1);
}

TEST_CASE_METHOD(Fixture, "The number of descriptors is unknown where the kernel does not count") {
  tree.Put({.pid = 7});
  CHECK(ProcFs(tree.Root(), stats).FdCount(7).has_value());
  std::filesystem::remove_all(tree.Root() + "/self");
  CHECK_FALSE(ProcFs(tree.Root(), stats).FdCount(7).has_value());
}

TEST_CASE_METHOD(Fixture, "A walk shows every socket and nothing else") {
  tree.Put({.pid = 7});
  tree.Socket(7, 3, 33);
  tree.Socket(7, 40, 44);
  tree.Link(7, 5, "/var/log/a");
  tree.Link(7, 6, "pipe:[33]");
  tree.Link(7, 8, "/" + std::string(200, 'x'));
  ProcFs proc(tree.Root(), stats);
  ProcessDir process;
  DirBuffer buffer;
  Seen seen;
  REQUIRE(proc.Open(7, process) == ProcStatus::kOk);
  CHECK(WalkFds(proc, process, buffer, seen) == ProcStatus::kOk);
  CHECK(seen.sockets == std::map<std::int32_t, std::uint32_t>{{3, 33}, {40, 44}});
  CHECK(process.SocketAt(40) == 44U);
  CHECK_FALSE(process.SocketAt(5));
  CHECK_FALSE(process.SocketAt(-1));
}

TEST_CASE_METHOD(Fixture, "A walk rests after every 256 descriptors, and may end there") {
  tree.Put({.pid = 7});
  for (int fd = 0; fd < 600; ++fd) tree.Socket(7, fd, 1000 + static_cast<std::uint32_t>(fd));
  ProcFs proc(tree.Root(), stats);
  ProcessDir process;
  DirBuffer buffer;
  REQUIRE(proc.Open(7, process) == ProcStatus::kOk);
  Seen all;
  CHECK(WalkFds(proc, process, buffer, all) == ProcStatus::kOk);
  CHECK(all.sockets.size() == 600);
  CHECK(all.rests == 2);
  Seen some;
  some.stop_at = 1;
  CHECK(WalkFds(proc, process, buffer, some) == ProcStatus::kOk);
  CHECK(some.sockets.size() == 256);
}

}  // namespace sockwatch
