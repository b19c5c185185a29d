#include "config/naming_rules.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "config/load_text.h"

namespace sockwatch::test {
namespace {

// A file with this one rule, written in flow style.
std::string Rule(const std::string& rule) {
  return "attribution: {process_names: [{" + rule + "}]}";
}

const std::string kPath = "1: attribution.process_names[0].";

std::vector<std::string> Refusal(const std::string& text) { return {kPath + text}; }

}  // namespace

TEST_CASE("Rules are kept in order with all their patterns") {
  const Config config = Load(
      "attribution:\n  process_names:\n"
      "    - match: {exe: e, comm: c, cmdline: l, unit: u}\n      name: first\n"
      "    - {name: 2, match: {unit: 7}}\n");
  REQUIRE(config.attribution.process_names.size() == 2);
  CHECK(config.attribution.process_names[0] == NamingRule{"e", "c", "l", "u", "first"});
  CHECK(config.attribution.process_names[1] ==
        NamingRule{std::nullopt, std::nullopt, std::nullopt, "7", "2"});
}

TEST_CASE("No rules may be written as nothing or as an empty list") {
  CHECK(Load("attribution: {process_names: }").attribution.process_names.empty());
  CHECK(Load("attribution: {process_names: []}").attribution.process_names.empty());
  CHECK(ErrorsOf("attribution: {process_names: {a: b}}") ==
        std::vector<std::string>{
            "1: attribution.process_names: is a mapping (expected a list of rules)"});
}

TEST_CASE("A rule needs a pattern") {
  const auto refusal =
      Refusal("match: has no pattern (expected at least one of exe, comm, cmdline, unit)");
  CHECK(ErrorsOf(Rule("name: x")) == refusal);
  CHECK(ErrorsOf(Rule("name: x, match: {}")) == refusal);
  CHECK(ErrorsOf(Rule("name: x, match: ")) == refusal);
}

TEST_CASE("A rule needs a name") {
  CHECK(
      ErrorsOf(Rule("match: {comm: x}")) ==
      Refusal("name: is missing (expected a name of 1 to 128 bytes, with \\1 to \\9 for groups)"));
}

TEST_CASE("A misspelt pattern is one error, not two") {
  CHECK(ErrorsOf(Rule("name: x, match: {com: x}")) ==
        Refusal("match.com: unknown key, did you mean 'comm'? "
                "(expected one of exe, comm, cmdline, unit)"));
}

TEST_CASE("A pattern that RE2 refuses is an error with its message") {
  CHECK(ErrorsOf(Rule("name: x, match: {cmdline: 'a(?=b)'}")) ==
        Refusal("match.cmdline: RE2 refuses it: invalid perl operator: (?= "
                "(expected a regular expression in RE2's syntax)"));
  CHECK(ErrorsOf(Rule("name: '\\1', match: {cmdline: '(('}")).size() == 1);
  CHECK(ErrorsOf(Rule("name: x, match: {unit: ''}")).size() == 1);
}

TEST_CASE("A name refers to groups of the first pattern there is") {
  CHECK(Loads(Rule("name: '\\2-\\1', match: {comm: '(a)(b)'}")));
  CHECK(Loads(Rule("name: '\\1', match: {unit: 'u', exe: '(e)'}")));
  CHECK(ErrorsOf(Rule("name: '\\1', match: {unit: '(u)', exe: 'e'}")) ==
        Refusal("name: '\\1' refers to group 1 of match.exe (expected no more than its 0 groups)"));
  CHECK(ErrorsOf(Rule("name: 'a\\1\\9\\2', match: {comm: '(a)(b)'}")) ==
        Refusal("name: 'a\\1\\9\\2' refers to group 9 of match.comm "
                "(expected no more than its 2 groups)"));
  CHECK_FALSE(Loads(Rule("name: '\\1', match: {comm: '(?:a)'}")));
}

TEST_CASE("A backslash in a name stands before a group or a backslash") {
  CHECK(Load(Rule("name: 'a\\\\1', match: {comm: a}")).attribution.process_names[0].name ==
        "a\\\\1");
  for (const char* name : {"\\0", "\\n", "a\\", "\\x41"}) {
    CHECK(ErrorsOf(Rule("name: '" + std::string(name) + "', match: {comm: '(a)'}")) ==
          Refusal("name: '" + std::string(name) +
                  "' has a backslash that is no group "
                  "(expected \\1 to \\9, or \\\\ for a backslash)"));
  }
}

TEST_CASE("A name has 1 to 128 bytes and no control characters") {
  const std::string end = ", match: {comm: a}";
  CHECK(Loads(Rule("name: " + std::string(128, 'n') + end)));
  CHECK_FALSE(Loads(Rule("name: " + std::string(129, 'n') + end)));
  CHECK_FALSE(Loads(Rule("name: ''" + end)));
  CHECK_FALSE(Loads(Rule("name: \"a\\0\"" + end)));
  CHECK_FALSE(Loads(Rule("name: \"a\\n\"" + end)));
  CHECK_FALSE(Loads(Rule("name: [a]" + end)));
}

TEST_CASE("A key belongs to the rule it stands in, counted from 0") {
  CHECK(ErrorsOf("attribution:\n  process_names:\n    - {match: {comm: a}, name: a}\n"
                 "    - text\n    - {match: {comm: a, exe: '['}, name: a}\n") ==
        std::vector<std::string>{
            "4: attribution.process_names[1]: is a single value "
            "(expected a mapping with match, name)",
            "5: attribution.process_names[2].match.exe: RE2 refuses it: missing ]: [ "
            "(expected a regular expression in RE2's syntax)"});
}

TEST_CASE("There may be 1000 rules") {
  std::string text = "attribution:\n  process_names:\n";
  for (int i = 0; i < 1000; ++i) text += "    - {match: {comm: a}, name: a}\n";
  CHECK(Load(text).attribution.process_names.size() == 1000);
  CHECK(ErrorsOf(text + "    - {}\n") ==
        std::vector<std::string>{
            "2: attribution.process_names: has 1001 rules (expected at most 1000)"});
}

}  // namespace sockwatch::test
