#include "namespaces/netns_registry.h"

#include <catch2/catch.hpp>

namespace sockwatch {
namespace {

struct Fixture {
  NetnsRegistry::Changes Update(std::chrono::milliseconds after = std::chrono::milliseconds(0)) {
    now += after;
    return registry.Update(places, filter, limit, now);
  }
  void Name(std::uint64_t inode, const std::string& name) {
    places[inode].mounts = {"/run/netns/" + name};
  }
  std::string LabelOf(NetnsId id) { return registry.Known().at(id).label; }

  NetnsRegistry registry{[this](std::uint32_t) { return cgroup; }};
  NetnsPlaces places;
  NetnsFilter filter{{".*"}, {}};
  std::size_t limit = 10;
  std::string cgroup = "/system.slice/web.service";
  MonoTime now{std::chrono::hours(1)};
};

TEST_CASE_METHOD(Fixture, "A namespace is met once, and gone once") {
  Name(200, "blue");
  CHECK(Update().met == std::vector<NetnsId>{1});
  CHECK(LabelOf(1) == "blue");
  CHECK(Update().met.empty());
  places.clear();
  CHECK(Update().gone == std::vector<NetnsId>{1});
  CHECK(Update().gone.empty());
  CHECK(registry.Known().empty());
}

TEST_CASE_METHOD(Fixture, "What has but a runtime's mount waits for its container") {
  Name(200, "cni-0f3a7a1e-1111-2222-3333-444455556666");
  CHECK(Update().met.empty());
  CHECK(Update(std::chrono::milliseconds(9'999)).met.empty());
  places[200].pids = {7};  // the plugin, in the runtime's service
  CHECK(Update().met.empty());
  cgroup = "/system.slice/docker-" + std::string(64, 'a') + ".scope";
  CHECK(Update().met.size() == 1);
  CHECK(LabelOf(1) == "docker-aaaaaaaaaaaa");
}

TEST_CASE_METHOD(Fixture, "It does not wait for ever") {
  Name(200, "cni-0f3a7a1e-1111-2222-3333-444455556666");
  Update();
  CHECK(Update(NetnsRegistry::kWaitForProcess).met.size() == 1);
  CHECK(LabelOf(1) == "net-200");
}

TEST_CASE_METHOD(Fixture, "Of two namespaces with one name the later gets its inode behind it") {
  places[200].pids = {7};
  Update();
  places[300].pids = {8};
  Update();
  CHECK(LabelOf(1) == "web.service");
  CHECK(LabelOf(2) == "web.service@300");
}

TEST_CASE_METHOD(Fixture, "A name is free again when its namespace is gone") {
  Name(200, "blue");
  Update();
  places.clear();
  Update();
  Name(300, "blue");
  CHECK(Update().met == std::vector<NetnsId>{2});
  CHECK(LabelOf(2) == "blue");
}

TEST_CASE_METHOD(Fixture, "A place that moves is kept up with, the label stays") {
  places[200].pids = {7};
  Update();
  places[200].pids = {7, 9};
  Update();
  places[200].pids = {9};
  cgroup = "/system.slice/other.service";
  Update();
  CHECK(registry.Known().at(1).place.pids == std::vector<std::uint32_t>{9});
  CHECK(LabelOf(1) == "web.service");
}

TEST_CASE_METHOD(Fixture, "An inode that is found at none of its old places is another namespace") {
  Name(200, "blue");
  Update();
  Name(200, "red");
  const auto changes = Update();
  CHECK(changes.gone == std::vector<NetnsId>{1});
  CHECK(changes.met == std::vector<NetnsId>{2});
  CHECK(LabelOf(2) == "red");
}

TEST_CASE_METHOD(Fixture, "What is not wanted is counted, and gone when it was known") {
  Name(200, "blue");
  Name(300, "red");
  filter = NetnsFilter({".*"}, {"red"});
  CHECK(Update().excluded == 1);
  CHECK(LabelOf(1) == "blue");
  filter = NetnsFilter({"red"}, {});
  const auto changes = Update();
  CHECK(changes.gone == std::vector<NetnsId>{1});
  CHECK(changes.excluded == 1);
  CHECK(LabelOf(2) == "red");
}

TEST_CASE_METHOD(Fixture, "Beyond the limit namespaces are counted, until there is room") {
  limit = 1;
  Name(200, "blue");
  Update();
  Name(300, "red");
  CHECK(Update().beyond == 1);
  places.erase(200);
  CHECK(Update().met == std::vector<NetnsId>{2});
}

TEST_CASE_METHOD(Fixture, "A lower limit lets the latest go") {
  Name(200, "blue");
  Update();
  Name(300, "red");
  Update();
  limit = 1;
  const auto changes = Update();
  CHECK(changes.gone == std::vector<NetnsId>{2});
  CHECK(changes.beyond == 1);
  CHECK(LabelOf(1) == "blue");
}

}  // namespace
}  // namespace sockwatch
