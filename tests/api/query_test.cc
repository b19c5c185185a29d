#include "api/query.h"

#include <catch2/catch.hpp>
#include <string>

#include "snapshots.h"

namespace sockwatch::api {
namespace {

using testing::Ask;

ParameterError Refused(Resource resource, const Parameters& parameters) {
  const auto parsed = ParseQuery(resource, parameters);
  REQUIRE(std::holds_alternative<ParameterError>(parsed));
  return std::get<ParameterError>(parsed);
}

ParameterError Refused(const std::string& name, const std::string& value) {
  return Refused(Resource::kSockets, {{name, value}});
}

}  // namespace

TEST_CASE("Nothing asked is everything, up to the usual limit") {
  const Query query = Ask(Resource::kSockets);
  CHECK(query.limit == 1000);
  CHECK(query.filters == Json::object());
}

TEST_CASE("Filters are taken over, and shown as they were given") {
  const Query query = Ask(Resource::kSockets, {{"state", "close_wait"},
                                               {"state", "listen"},
                                               {"port", "0080"},
                                               {"older_than", "1m30s"},
                                               {"limit", "7"}});
  CHECK(query.filter.KernelStates(0xffe) == 0x500);
  CHECK(query.filter.ports == std::vector<std::string>{"80"});
  CHECK(query.filter.older_than == std::chrono::seconds(90));
  CHECK(query.limit == 7);
  CHECK(query.filters.dump() ==
        R"({"state":["close_wait","listen"],"port":["0080"],"older_than":"1m30s"})");
}

TEST_CASE("A bad value is refused with the parameter, the value and what is right") {
  const ParameterError error = Refused("remote", "nowhere");
  CHECK(error.parameter == "remote");
  CHECK(error.value == "nowhere");
  CHECK(error.message == "'nowhere' is no address and no block of addresses");
  CHECK(error.expected == "an address, or a block such as 10.0.0.0/8 or 2001:db8::/32");
}

TEST_CASE("Values that are almost right are refused") {
  for (const auto& [name, value] : Parameters{{"state", "CLOSE_WAIT"},
                                              {"state", ""},
                                              {"port", "65536"},
                                              {"port", "-1"},
                                              {"port", "80 "},
                                              {"role", "Server"},
                                              {"remote", "10.0.0.0/33"},
                                              {"older_than", "5"},
                                              {"older_than", "-5m"},
                                              {"older_than", "999999999h"},
                                              {"limit", "0"},
                                              {"limit", "10001"},
                                              {"limit", "1e3"},
                                              {"limit", "99999999999999999999"}}) {
    INFO(name << "=" << value);
    CHECK(Refused(name, value).parameter == name);
  }
}

TEST_CASE("What may be given once is not given twice") {
  CHECK(Refused(Resource::kSockets, {{"limit", "1"}, {"limit", "1"}}).message ==
        "'1' is given again");
  CHECK(Refused(Resource::kSockets, {{"older_than", "1m"}, {"older_than", "2m"}}).parameter ==
        "older_than");
}

TEST_CASE("A parameter that is not known is refused with those that are") {
  const ParameterError error = Refused(Resource::kSysctl, {{"stat", "x"}});
  CHECK(error.message == "'stat' is not known");
  CHECK(error.expected == "netns, limit");
}

TEST_CASE("A filter that a resource cannot answer is refused, not skipped") {
  CHECK(Refused(Resource::kStates, {{"remote", "::1"}}).message ==
        "'remote' is not for this resource");
  CHECK(Refused(Resource::kLeaks, {{"state", "listen"}}).parameter == "state");
  CHECK(Refused(Resource::kStatus, {{"process", "x"}}).parameter == "process");
  CHECK(Refused(Resource::kSockets, {{"sort", "age"}}).parameter == "sort");
  CHECK(Refused(Resource::kGroups, {{"by", "address"}}).parameter == "by");
}

TEST_CASE("What a client sends is bounded, and printable when it is shown") {
  CHECK(Refused("process", std::string(257, 'x')).message.ends_with("is too long"));
  const std::string bytes("a\n\x1b\xff\0b", 6);
  CHECK(Refused("state", bytes).value == "a??\xEF\xBF\xBD?b");
  CHECK(Refused(std::string(100'000, 'y'), "").parameter.size() < 70);
  const Parameters many(101, {"process", "x"});
  CHECK(Refused(Resource::kSockets, many).expected == "at most 100");
  CHECK(Ask(Resource::kSockets, {{"process", "\xff"}}).filters.dump() ==
        "{\"process\":[\"\xEF\xBF\xBD\"]}");
}

TEST_CASE("Single sockets are private, and so is what is filtered by remote") {
  CHECK(IsPrivate(Resource::kSockets));
  CHECK(IsPrivate(Resource::kPeers));
  CHECK(IsPrivate(Resource::kPorts));
  CHECK_FALSE(IsPrivate(Resource::kListeners));
  CHECK(WantsRemotes(Resource::kLeaks, Ask(Resource::kLeaks, {{"remote", "::1"}})));
  CHECK_FALSE(WantsRemotes(Resource::kLeaks, Ask(Resource::kLeaks)));
}

TEST_CASE("a resource is found by its name, and by nothing like it") {
  for (std::size_t i = 0; i < kResourceCount; ++i) {
    const auto resource = static_cast<Resource>(i);
    CHECK(ResourceNamed(ResourceName(resource)) == resource);
  }
  CHECK_FALSE(ResourceNamed("state"));
  CHECK_FALSE(ResourceNamed("states/"));
  CHECK_FALSE(ResourceNamed(""));
}

}  // namespace sockwatch::api
