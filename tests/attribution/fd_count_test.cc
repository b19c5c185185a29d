#include "attribution/fd_count.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "support/temp_proc.h"
#include "unprivileged.h"

namespace sockwatch {

using testing::TempProc;

namespace {

struct Fixture {
  Fixture() { tree.Put({.pid = 7}); }

  void Open(int fds) {
    for (int fd = 0; fd < fds; ++fd) tree.Link(7, fd, "/dev/null");
  }

  // As a process that is held open before `meanwhile` happens to it.
  std::optional<std::uint64_t> Count(const std::function<void()>& meanwhile = [] {}) {
    rests = 0;
    ProcFs proc(tree.Root(), stats);
    ProcessDir process;
    REQUIRE(proc.Open(7, process) == ProcStatus::kOk);
    meanwhile();
    const auto count = CountFds(proc, process, buffer, [this] {
      if (on_rest) on_rest();
      return ++rests < stop_at;
    });
    links_read = proc.Reads().links;
    return count;
  }

  TempProc tree;
  std::shared_ptr<SelfStats> stats = std::make_shared<SelfStats>();
  DirBuffer buffer;
  std::function<void()> on_rest;
  int rests = 0;
  int stop_at = 1000;
  std::uint64_t links_read = 0;
};

// On a kernel that does not count.
struct ListingFixture : Fixture {
  ListingFixture() { std::filesystem::remove_all(tree.Root() + "/self"); }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A kernel that counts descriptors is taken at its word") {
  Open(3000);
  struct stat info = {};
  REQUIRE(stat(tree.Path(7, "fd").c_str(), &info) == 0);
  CHECK(Count() == static_cast<std::uint64_t>(info.st_size));
  CHECK(rests == 0);
}

TEST_CASE_METHOD(ListingFixture, "Where the kernel does not count, descriptors are listed") {
  CHECK(Count() == 0U);
  Open(57);
  CHECK(Count() == 57U);
  CHECK(links_read == 0);
}

TEST_CASE_METHOD(ListingFixture, "A listing rests after each 1024 descriptors, and may end there") {
  Open(3000);
  CHECK(Count() == 3000U);
  CHECK(rests == 2);
  stop_at = 1;
  CHECK_FALSE(Count());
  CHECK(rests == 1);
}

TEST_CASE_METHOD(Fixture, "A process that is gone has no number of descriptors") {
  CHECK_FALSE(Count([this] { tree.Remove(7); }));
}

TEST_CASE_METHOD(ListingFixture, "A process that is gone cannot be listed") {
  CHECK_FALSE(Count([this] { tree.Remove(7); }));
}

TEST_CASE_METHOD(ListingFixture, "A process that ends during its listing is gone, and no error") {
  Open(3000);
  on_rest = [this] { tree.Remove(7); };
  CHECK_FALSE(Count());
  CHECK(rests == 1);
  CHECK(stats->errors.at(static_cast<std::size_t>(ErrorReason::kProcRead)).Get() == 0);
}

TEST_CASE_METHOD(ListingFixture, "What may not be listed is not taken for none") {
  std::filesystem::permissions(tree.Path(7, "fd"), std::filesystem::perms::none);
  const testing::Unprivileged nobody;
  CHECK_FALSE(Count());
  CHECK(stats->errors.at(static_cast<std::size_t>(ErrorReason::kProcPermission)).Get() == 1);
}

}  // namespace sockwatch
