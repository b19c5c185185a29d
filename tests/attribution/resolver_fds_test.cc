// The resolver counts descriptors: what it says, and that it lets the search for owners go first.
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "resolver_harness.h"

namespace sockwatch {

using testing::Query;
using testing::QueryAt;
using testing::ResolverHarness;
using namespace std::chrono_literals;

namespace {

using Pids = std::vector<std::uint32_t>;

std::string Text(const FdUse& use) {
  const std::string limit = use.limit ? " of " + std::to_string(*use.limit) : "";
  return use.process + "|" + use.unit + "|" + std::to_string(use.open) + limit;
}

// 10, 11, ... on a kernel that does not count, each with two descriptors.
struct Herd : ResolverHarness {
  Herd() : pids(100) {
    KernelDoesNotCount();
    std::iota(pids.begin(), pids.end(), 10U);
    for (const std::uint32_t pid : pids) {
      proc.Put({.pid = pid, .start_time = pid});
      proc.Socket(pid, 3, 1000 + pid);
      proc.Link(pid, 4, "/dev/null");
    }
  }

  Pids pids;
};

// One process that takes long.
struct Giant : ResolverHarness {
  Giant() {
    KernelDoesNotCount();
    proc.Put({.pid = 10, .start_time = 10});
    proc.Put({.pid = 11, .start_time = 11});
    for (int fd = 0; fd < 5000; ++fd) proc.Link(10, fd, "/dev/null");
  }
};

// Asks for counts at once, and says stop when asked for the third time.
class StoppingPort final : public ResolverPort {
 public:
  explicit StoppingPort(Pids pids) : pids_(std::move(pids)) {}

  ResolverMail Collect() override {
    ResolverMail mail;
    if (++collected_ == 1) mail.request.fds_of = pids_;
    mail.stop = collected_ == 3;
    return mail;
  }
  void Send(OwnerReply) override { sent = true; }
  void Sleep(std::chrono::nanoseconds) override {}

  bool sent = false;

 private:
  Pids pids_;
  int collected_ = 0;
};

}  // namespace

TEST_CASE_METHOD(ResolverHarness, "A count comes with name, unit and limit") {
  KernelDoesNotCount();
  proc.Put({.pid = 10, .comm = "web", .cgroup = "/system.slice/web.service"});
  proc.Put({.pid = 20, .comm = "db"});
  proc.Write("10/limits", "Max open files            64    20000    files\n");
  for (int fd = 0; fd < 60; ++fd) proc.Link(10, fd, "/dev/null");
  Count({20, 10});
  CHECK(Text(uses.at(10)) == "web|web.service|60 of 64");
  CHECK(Text(uses.at(20)) == "db||0");
  CHECK(replies == 1);
}

TEST_CASE_METHOD(Herd, "A process that has been met costs one file, its stat, and no link") {
  Count(pids);
  LinksRead();
  const std::uint64_t files = Get().Reads().files;
  Count(pids);
  CHECK(Get().Reads().files - files == pids.size());
  CHECK(LinksRead() == 0);
}

TEST_CASE_METHOD(ResolverHarness, "Who is gone or may not be looked into is left out") {
  quarantine.Add({10, 0});
  quarantine.Add({20, 100});
  for (const std::uint32_t pid : {10U, 20U, 30U}) proc.Put({.pid = pid, .start_time = 100});
  Count({10, 20, 30, 40});
  CHECK(uses.size() == 1);
  CHECK(uses.contains(30));
  CHECK_FALSE(mark.Now());
}

TEST_CASE_METHOD(ResolverHarness, "A pid given out again is counted under its new name") {
  proc.Put({.pid = 10, .comm = "old", .start_time = 100});
  proc.Write("10/limits", "Max open files            64    64    files\n");
  Count({10});
  proc.Remove(10);
  proc.Put({.pid = 10, .comm = "new", .start_time = 200});
  Count({10});
  CHECK(uses.at(10).process == "new");
  CHECK_FALSE(uses.at(10).limit);
}

TEST_CASE_METHOD(Herd, "Owners asked for in the same breath are found before anything is counted") {
  proc.Socket(10, 5, 500);
  bool early = false;
  on_collect = [&] { early = early || (answers.contains(777) && uses.empty()); };
  Mail({{Query(500), Query(777)}, {}, pids});
  Get().RunOnce();
  CHECK(early);
  CHECK(uses.size() == pids.size());
}

TEST_CASE_METHOD(Herd,
                 "A question that comes in meanwhile goes first, and counting goes on after") {
  std::size_t counted_before_answer = 0;
  on_collect = [&] {
    if (collected == 3) Mail({{Query(777), QueryAt(1050, 50, 3)}, {}});
    if (answers.contains(777) && counted_before_answer == 0) counted_before_answer = uses.size();
  };
  Count(pids);
  CHECK(For(1050).owner.pid == 50);
  CHECK(counted_before_answer > 0);
  CHECK(counted_before_answer < 50);
  CHECK(uses.size() == pids.size());
  CHECK(std::all_of(counted.begin(), counted.end(), [](auto& each) { return each.second == 1; }));
}

TEST_CASE_METHOD(Giant, "A question does not wait until a long listing ends") {
  bool early = false;
  on_collect = [&] {
    if (collected == 3) Mail({{Query(777)}, {}});
    early = early || (answers.contains(777) && uses.empty());
  };
  Count({10, 11});
  CHECK(early);
  CHECK(uses.at(10).open == 5000);
  CHECK(uses.at(11).open == 0);
}

TEST_CASE_METHOD(Giant, "A walk that finds the process gone during its listing does no harm") {
  on_collect = [this] {
    if (collected != 3) return;
    proc.Remove(10);
    Mail({{Query(777)}, {}});
  };
  Count({10, 11});
  CHECK(answers.contains(777));
  CHECK_FALSE(uses.contains(10));
  CHECK(uses.contains(11));
}

TEST_CASE_METHOD(Giant, "What is being listed shows in the mark, after a question as before it") {
  int before = 0;
  int after = 0;
  on_collect = [&] {
    const auto reading = mark.Now();
    const bool listing = uses.empty() && reading && reading->process == ProcessKey{10, 10};
    if (collected == 3) Mail({{Query(777)}, {}});
    if (collected == 3 && listing) ++before;
    if (answers.contains(777) && listing) ++after;
  };
  Count({10});
  CHECK(before == 1);
  CHECK(after >= 3);  // of 4 rests within 5000
}

TEST_CASE_METHOD(Herd, "A new request takes the place of one that is not finished") {
  on_collect = [this] {
    if (collected == 3) MailCount({10, 60, 109});
  };
  Count(pids);
  CHECK(uses.size() < 50);
  CHECK(uses.contains(60));
  CHECK(uses.contains(109));
  CHECK(counted.at(10) == 2);
  CHECK(counted.at(60) == 1);
}

TEST_CASE_METHOD(Herd, "A request that asks for no counts leaves those under way alone") {
  on_collect = [this] {
    if (collected == 3) Mail({{QueryAt(1050, 50, 3)}, {{50, 3}}, {}});
  };
  Count(pids);
  CHECK(uses.size() == pids.size());
}

TEST_CASE_METHOD(Herd, "Counting stops between two processes when told to") {
  StoppingPort port(pids);
  Resolver resolver({proc.Root(), stats, Compile({}), 0.01, {}, Time()}, port, mark);
  CHECK_FALSE(resolver.RunOnce());
  CHECK_FALSE(port.sent);
}

TEST_CASE_METHOD(Giant, "Counting stops within a listing when told to") {
  StoppingPort port({10, 11});
  Resolver resolver({proc.Root(), stats, Compile({}), 0.01, {}, Time()}, port, mark);
  CHECK_FALSE(resolver.RunOnce());
  CHECK_FALSE(port.sent);
}

}  // namespace sockwatch
