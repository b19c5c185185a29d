#include "tool/filters.h"

#include <catch2/catch.hpp>

namespace sockwatch::tool {
namespace {

TEST_CASE("no filters are no query") { CHECK(QueryText({}).empty()); }

TEST_CASE("filters become the parameters of their names, each value one") {
  Filters filters;
  filters.state = {"close_wait", "time_wait"};
  filters.port = {"80"};
  filters.older_than = "5m";
  filters.limit = 20;
  CHECK(QueryText(filters) == "state=close_wait&state=time_wait&port=80&older_than=5m&limit=20");
}

TEST_CASE("what would end a value is encoded") {
  Filters filters;
  filters.process = {"a&b=c d%\xc3\xa9"};
  filters.remote = {"10.0.0.0/8"};
  CHECK(QueryText(filters) == "process=a%26b%3Dc%20d%25%C3%A9&remote=10.0.0.0%2F8");
}

TEST_CASE("states are known by the spellings of metrics, ss and netstat") {
  CHECK(StateNamed("close_wait") == "close_wait");
  CHECK(StateNamed("CLOSE-WAIT") == "close_wait");
  CHECK(StateNamed("CLOSE_WAIT") == "close_wait");
  CHECK(StateNamed("ESTAB") == "established");
  CHECK(StateNamed("FIN_WAIT2") == "fin_wait2");
  CHECK(StateNamed("fin-wait-2") == "fin_wait2");
  CHECK(StateNamed("UNCONN") == "close");
  CHECK(StateNamed("open").empty());
  CHECK(StateNamed("").empty());
}

TEST_CASE("what a resource cannot filter by is left out and told") {
  Filters filters;
  filters.state = {"close_wait"};
  filters.remote = {"10.0.0.1"};
  filters.older_than = "5m";
  filters.process = {"java"};
  std::vector<std::string> left_out;
  const Filters taken = TakenBy(api::Resource::kListeners, filters, left_out);
  CHECK(left_out == std::vector<std::string>{"--state", "--remote", "--older-than"});
  CHECK(QueryText(taken) == "process=java");
}

TEST_CASE("single sockets are filtered by everything") {
  Filters filters;
  filters.state = {"close_wait"};
  filters.remote = {"10.0.0.1"};
  filters.older_than = "5m";
  std::vector<std::string> left_out;
  CHECK(TakenBy(api::Resource::kSockets, filters, left_out) == filters);
  CHECK(left_out.empty());
}

}  // namespace
}  // namespace sockwatch::tool
