#include "config/config_loader.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "config/load_text.h"

namespace sockwatch::test {

using Lines = std::vector<std::string>;

TEST_CASE("An empty text is the defaults") {
  CHECK(Load("") == Config{});
  CHECK(Load("# comment\n") == Config{});
  CHECK(Load("{}") == Config{});
}

TEST_CASE("A key left out keeps its default beside one that is given") {
  Config expected;
  expected.limits.series = 5000;
  CHECK(Load("limits: {series: 5000}") == expected);
}

TEST_CASE("All errors are reported at once, in line order") {
  CHECK(ErrorsOf("retention: soon\nlimits:\n  groups: 0\n  grups: 1\npoll: {interval: 1}\n") ==
        Lines{"1: retention: 'soon' is not a duration (expected a duration from 1m to 30d in whole "
              "seconds, like 24h)",
              "3: limits.groups: '0' is out of range (expected a whole number from 1 to 10000)",
              "4: limits.grups: unknown key, did you mean 'groups'? (expected one of groups, "
              "series, sockets, remotes, destinations, namespaces)",
              "5: poll.interval: '1' has no unit (expected a duration from 100ms to 10m, like "
              "5s)"});
}

TEST_CASE("Refused YAML features are reported along with bad values, an alias only once") {
  CHECK(ErrorsOf("limits: {groups: 0}\nretention: &r 1h\npoll: {interval: *r}\n").size() == 3);
}

TEST_CASE("An error carries its parts") {
  const auto result = LoadConfig("poll:\n  interval: 1h\n", "/etc/a.yaml");
  const auto* const errors = std::get_if<std::vector<ConfigError>>(&result);
  REQUIRE(errors != nullptr);
  CHECK(*errors ==
        std::vector<ConfigError>{{"/etc/a.yaml", 2, "poll.interval", "'1h' is out of range",
                                  "a duration from 100ms to 10m, like 5s"}});
}

TEST_CASE("A text of 1 MiB is read, one byte more is not") {
  const std::string text = "retention: 1h #";
  CHECK(Loads(text + std::string(kMaxConfigBytes - text.size(), 'x')));
  CHECK(ErrorsOf(text + std::string(kMaxConfigBytes - text.size() + 1, 'x')) ==
        Lines{" the file is too large (expected at most 1048576 bytes)"});
}

TEST_CASE("A file that cannot be read is an error with its path and the reason") {
  const auto missing = LoadConfigFile("/nonexistent/a.yaml");
  CHECK(ToText(std::get<std::vector<ConfigError>>(missing).at(0)) ==
        "/nonexistent/a.yaml: cannot be opened: No such file or directory");
  const auto directory = LoadConfigFile("/");
  CHECK(ToText(std::get<std::vector<ConfigError>>(directory).at(0)) ==
        "/: cannot be read: Is a directory");
}

TEST_CASE("A file without end is given up at the limit") {
  CHECK(Texts(LoadConfigFile("/dev/zero")) ==
        Lines{" the file is too large (expected at most 1048576 bytes)"});
}

TEST_CASE("The known keys are listed with their sections") {
  const auto keys = KnownConfigKeys();
  CHECK_THAT(keys, Catch::VectorContains(std::string("poll")));
  CHECK_THAT(keys, Catch::VectorContains(std::string("poll.interval")));
  CHECK_THAT(keys, Catch::VectorContains(std::string("attribution.process_names[].match.exe")));
}

}  // namespace sockwatch::test
