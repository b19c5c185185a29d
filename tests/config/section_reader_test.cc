#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "config/load_text.h"

namespace sockwatch::test {

using Lines = std::vector<std::string>;

TEST_CASE("A misspelt key is answered with the nearest of its section") {
  CHECK(ErrorsOf("poll: {intervl: 5s}") ==
        Lines{"1: poll.intervl: unknown key, did you mean 'interval'? (expected interval)"});
}

TEST_CASE("A key in the wrong place is answered with the right one") {
  CHECK(ErrorsOf("interval: 5s") ==
        Lines{"1: interval: unknown key, did you mean poll.interval? "
              "(expected one of poll, limits, retention, close_wait, attribution, web)"});
}

TEST_CASE("A dotted key is answered with how keys are nested") {
  CHECK(ErrorsOf("poll.interval: 5s") ==
        Lines{"1: poll.interval: unknown key: keys are nested, not joined by dots "
              "(expected one of poll, limits, retention, close_wait, attribution, web)"});
}

TEST_CASE("Keys of later capabilities are unknown for now") {
  for (const char* text :
       {"poll: {cpu_budget: 2%}", "limits: {namespaces: 256}", "namespaces: {enabled: auto}"}) {
    CHECK(ErrorsOf(text).size() == 1);
  }
}

TEST_CASE("A key that would be long or unsafe to print is quoted and cut") {
  const std::string expected =
      ": unknown key (expected one of poll, limits, retention, close_wait, attribution, web)";
  CHECK(ErrorsOf("\"a\\eb\": 1") == Lines{"1: 'a?b'" + expected});
  CHECK(ErrorsOf("'': 1") == Lines{"1: ''" + expected});
  CHECK(ErrorsOf(std::string(100, 'k') + ": 1") ==
        Lines{"1: '" + std::string(60, 'k') + "...'" + expected});
}

TEST_CASE("A key given twice is an error on the second line, also for a section and in quotes") {
  CHECK(ErrorsOf("retention: 1h\n'retention': 2h\n") ==
        Lines{"2: retention: is given again, first on line 1 (expected each key once)"});
  CHECK(ErrorsOf("poll:\nlimits:\npoll:\n") ==
        Lines{"3: poll: is given again, first on line 1 (expected each key once)"});
}

TEST_CASE("An unknown key given twice is said to be both") {
  CHECK(ErrorsOf("x: 1\nx: 1\n").size() == 2);
}

TEST_CASE("A section must be a mapping or empty") {
  CHECK(Loads("poll:\nlimits: ~\nattribution: {}\n"));
  CHECK(ErrorsOf("limits: [1]") == Lines{"1: limits: is a list (expected a mapping with groups, "
                                         "series, sockets, remotes, destinations)"});
  CHECK(ErrorsOf("poll: fast") ==
        Lines{"1: poll: is a single value (expected a mapping with interval)"});
}

TEST_CASE("The document must be a mapping or empty") {
  CHECK(ErrorsOf("hello") == Lines{"1: the document is a single value (expected a mapping with "
                                   "poll, limits, retention, close_wait, attribution, web)"});
}

}  // namespace sockwatch::test
