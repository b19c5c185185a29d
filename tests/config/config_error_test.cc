#include "config/config_error.h"

#include <catch2/catch.hpp>
#include <string>

namespace sockwatch {

TEST_CASE("An error names file, line, key, problem and what was expected") {
  CHECK(ToText({"a.yaml", 3, "poll.interval", "'5' has no unit", "a duration"}) ==
        "a.yaml:3: poll.interval: '5' has no unit (expected a duration)");
}

TEST_CASE("An error about the whole file has no line, key or expectation") {
  CHECK(ToText({"a.yaml", 0, "", "cannot be opened", ""}) == "a.yaml: cannot be opened");
}

TEST_CASE("Quoted text has no control characters") {
  CHECK(Quoted("a\nb\x1b[31m\x7f") == "'a?b?[31m?'");
  CHECK(Quoted(std::string_view("\0", 1)) == "'?'");
  CHECK(Quoted("caf\u00e9") == "'caf\u00e9'");
}

TEST_CASE("Long text is cut, and never inside a character") {
  CHECK(Printable(std::string(60, 'a')) == std::string(60, 'a'));
  CHECK(Printable(std::string(61, 'a')) == std::string(60, 'a') + "...");
  CHECK(Printable(std::string(59, 'a') + "\u00e9") == std::string(59, 'a') + "...");
  CHECK(Printable(std::string(58, 'a') + "\u00e9") == std::string(58, 'a') + "\u00e9");
}

TEST_CASE("Errors come in line order, those of one line as they were found") {
  ConfigErrors errors("f");
  CHECK(errors.Empty());
  errors.Add(7, "c", "", "");
  errors.Add(2, "a", "", "");
  errors.Add(7, "b", "", "");
  CHECK_FALSE(errors.Empty());
  const auto sorted = errors.Sorted();
  REQUIRE(sorted.size() == 3);
  CHECK(sorted[0] == ConfigError{"f", 2, "a", "", ""});
  CHECK(sorted[1].key == "c");
  CHECK(sorted[2].key == "b");
}

}  // namespace sockwatch
