#include "namespaces/namespace_finder.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/temp_proc.h"

namespace sockwatch::testing {
namespace {

constexpr std::uint64_t kHost = 100;

struct Fixture {
  Fixture() {
    Link("self", kHost);
    Put(1, kHost);
  }

  void Link(const std::string& process, std::uint64_t netns) {
    const auto folder = std::filesystem::path(proc.Root()) / process / "ns";
    std::filesystem::create_directories(folder);
    std::filesystem::remove(folder / "net");
    std::filesystem::create_symlink("net:[" + std::to_string(netns) + "]", folder / "net");
  }
  void Put(std::uint32_t pid, std::uint64_t netns, std::uint64_t start_time = 100) {
    proc.Put({.pid = pid, .start_time = start_time});
    Link(std::to_string(pid), netns);
  }
  const NetnsPlaces& Look(std::chrono::milliseconds after = std::chrono::milliseconds(0)) {
    now += after;
    return finder.Look(now);
  }

  TempProc proc;
  ProcFs files{proc.Root(), std::make_shared<SelfStats>()};
  NamespaceFinder finder{proc.Root(), files};
  MonoTime now{std::chrono::hours(1)};
};

constexpr std::chrono::seconds kOld = NamespaceFinder::kYoung;

TEST_CASE_METHOD(Fixture, "Namespaces of processes are found, without our own") {
  Put(7, 200);
  Put(8, kHost);
  const auto& places = Look();
  REQUIRE(places.size() == 1);
  CHECK(places.at(200).pids == std::vector<std::uint32_t>{7});
}

TEST_CASE_METHOD(Fixture, "The processes that started first stand for a namespace") {
  for (std::uint32_t pid = 10; pid < 30; ++pid) Put(pid, 200, 1000 - pid);
  const auto& pids = Look().at(200).pids;
  REQUIRE(pids.size() == NamespaceFinder::kPids);
  CHECK(pids.front() == 29);
  CHECK(pids.back() == 22);
}

TEST_CASE_METHOD(Fixture, "A namespace is gone with its last process") {
  Put(7, 200);
  Look();
  proc.Remove(7);
  CHECK(Look().empty());
}

TEST_CASE_METHOD(Fixture, "A young process is looked at again, since it may move") {
  Put(7, kHost);
  Look();
  Link("7", 200);
  CHECK(Look(std::chrono::milliseconds(9'999)).contains(200));
}

TEST_CASE_METHOD(Fixture, "One that is not young any more is looked at every half minute") {
  Put(7, kHost);
  Look();
  Link("7", 200);
  CHECK_FALSE(Look(kOld).contains(200));
  CHECK_FALSE(Look(std::chrono::seconds(19)).contains(200));
  CHECK(Look(std::chrono::seconds(1)).contains(200));
}

TEST_CASE_METHOD(Fixture, "Mounts are found without a process, by the eyes of process 1") {
  proc.Write("1/mountinfo", "9 1 0:4 net:[300] /run/netns/blue rw - nsfs nsfs rw\n");
  proc.Write("self/mountinfo", "9 1 0:4 net:[400] /run/netns/ours rw - nsfs nsfs rw\n");
  const auto& places = Look();
  REQUIRE(places.size() == 1);
  CHECK(places.at(300).mounts == std::vector<std::string>{"/run/netns/blue"});
  CHECK(places.at(300).pids.empty());
}

TEST_CASE_METHOD(Fixture, "Where process 1 is not to be seen, our own mounts have to do") {
  proc.Write("self/mountinfo", "9 1 0:4 net:[400] /run/netns/ours rw - nsfs nsfs rw\n");
  CHECK(Look().contains(400));
}

TEST_CASE_METHOD(Fixture, "Mounts that once cannot be read are not gone") {
  proc.Write("1/mountinfo", "9 1 0:4 net:[300] /run/netns/blue rw - nsfs nsfs rw\n");
  Look();
  std::filesystem::remove(proc.Path(1, "mountinfo"));
  CHECK(Look().contains(300));
}

TEST_CASE_METHOD(Fixture, "A mountinfo larger than any buffer is read to its end") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "24 1 259:1 / /mnt rw,relatime shared:1 - ext4 /dev rw\n";
  proc.Write("1/mountinfo", text + "9 1 0:4 net:[300] /run/netns/blue rw - nsfs nsfs rw\n");
  CHECK(Look().contains(300));
}

TEST_CASE_METHOD(Fixture, "A process and mounts of one namespace are one place, each mount once") {
  Put(7, 300);
  proc.Write("1/mountinfo",
             "9 1 0:4 net:[300] /run/netns/blue rw - nsfs nsfs rw\n"
             "10 1 0:4 net:[300] /run/netns/blue rw - nsfs nsfs rw\n"
             "11 1 0:4 net:[100] /run/netns/host rw - nsfs nsfs rw\n");
  const auto& places = Look();
  REQUIRE(places.size() == 1);
  CHECK(places.at(300).pids.size() == 1);
  CHECK(places.at(300).mounts.size() == 1);
}

}  // namespace
}  // namespace sockwatch::testing
