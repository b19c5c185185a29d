#include "attribution/naming_rules.h"

#include <catch2/catch.hpp>

namespace sockwatch {

namespace {

struct Program {
  std::string comm = "worker";
  std::string unit = "shop@3.service";
  std::string exe = "/opt/shop/bin/worker";
  std::string cmdline = std::string("worker\0--queue\0mail\0", 20);
  bool exe_read = false;
  bool cmdline_read = false;

  ProcessFacts Facts() {
    return {comm,
            unit,
            {[this] {
               exe_read = true;
               return exe;
             },
             [this] {
               cmdline_read = true;
               return cmdline;
             }}};
  }
};

// NamingRule, of which a test only spells what matters to it.
struct Rule {
  std::optional<std::string> exe = {};
  std::optional<std::string> comm = {};
  std::optional<std::string> cmdline = {};
  std::optional<std::string> unit = {};
  std::string name = {};
};

std::vector<NamingRule> Rules(const std::vector<Rule>& rules) {
  std::vector<NamingRule> result;
  for (const Rule& r : rules) result.push_back({r.exe, r.comm, r.cmdline, r.unit, r.name});
  return result;
}

std::optional<std::string> NameBy(const std::vector<Rule>& rules, Program& program) {
  auto compiled = NamingRules::Compile(Rules(rules));
  REQUIRE(compiled.Ok());
  ProcessFacts facts = program.Facts();
  return compiled.Value().NameFor(facts);
}

std::optional<std::string> NameBy(const Rule& rule) {
  Program program;
  return NameBy(std::vector{rule}, program);
}

}  // namespace

TEST_CASE("A rule matches by each of the facts") {
  CHECK(NameBy({.exe = "/opt/shop/.*", .name = "a"}) == "a");
  CHECK(NameBy({.comm = "work.*", .name = "b"}) == "b");
  CHECK(NameBy({.cmdline = "worker --queue mail", .name = "c"}) == "c");
  CHECK(NameBy({.unit = "shop@.*", .name = "d"}) == "d");
}

TEST_CASE("Patterns match as a whole, and all of them") {
  CHECK_FALSE(NameBy({.comm = "work", .name = "x"}));
  CHECK_FALSE(NameBy({.comm = "worker", .unit = "shop", .name = "x"}));
  CHECK(NameBy({.comm = "worker", .unit = "shop@3.service", .name = "x"}) == "x");
}

TEST_CASE("Groups of the first pattern present fill in the name") {
  CHECK(NameBy({.unit = "(\\w+)@(\\d+)\\.service", .name = "\\1-\\2"}) == "shop-3");
  CHECK(NameBy({.exe = "/opt/(\\w+)/.*", .comm = "(w).*", .name = "\\1"}) == "shop");
  CHECK(NameBy({.comm = "worker(x)?", .name = "w\\1"}) == "w");
}

TEST_CASE("The first rule that matches and gives a name wins") {
  Program program;
  CHECK(NameBy({{.comm = "nobody", .name = "a"},
                {.comm = "worker(x)?", .name = "\\1"},
                {.comm = "worker", .name = "c"},
                {.comm = "worker", .name = "d"}},
               program) == "c");
}

TEST_CASE("Costly facts are read only where cheaper patterns of the rule match") {
  Program program;
  NameBy({{.exe = ".*", .comm = "nobody", .cmdline = ".*", .name = "x"}}, program);
  CHECK_FALSE(program.exe_read);
  CHECK_FALSE(program.cmdline_read);
  NameBy({{.exe = "/other", .comm = "worker", .cmdline = ".*", .name = "x"}}, program);
  CHECK(program.exe_read);
  CHECK_FALSE(program.cmdline_read);
}

TEST_CASE("A rule that cannot work is refused with its number and what is wrong") {
  const auto bad =
      NamingRules::Compile(Rules({{.comm = "ok", .name = "a"}, {.exe = "(", .name = "b"}}));
  REQUIRE_FALSE(bad.Ok());
  CHECK(bad.Failure().text.find("rule 2") != std::string::npos);
  CHECK(bad.Failure().text.find("exe '('") != std::string::npos);
  CHECK_FALSE(NamingRules::Compile(Rules({{.comm = "x", .name = "\\1"}})).Ok());
  CHECK_FALSE(NamingRules::Compile(Rules({{.name = "x"}})).Ok());
}

}  // namespace sockwatch
