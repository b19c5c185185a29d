#include "tool/text.h"

#include <catch2/catch.hpp>

namespace sockwatch::tool {
namespace {

TEST_CASE("the width of a text is that of its characters, not of its bytes") {
  CHECK(WidthOf("") == 0);
  CHECK(WidthOf("nginx") == 5);
  CHECK(WidthOf("größe") == 5);
  CHECK(WidthOf("日本") == 4);
  CHECK(WidthOf("e\u0301") == 1);
  CHECK(WidthOf("\xff\xfe") == 2);
  CHECK(WidthOf("\xe6\x97") == 2);
}

TEST_CASE("a text is cut between characters, and says that it was") {
  CHECK(Shortened("nginx", 5) == "nginx");
  CHECK(Shortened("nginx", 4) == "ngi…");
  CHECK(Shortened("日本語", 4) == "日…");
  CHECK(Shortened("ab", 1) == "…");
}

TEST_CASE("no control character gets to the terminal") {
  CHECK(Printable("a\x1b[2Jb\n\x7f") == "a?[2Jb??");
  CHECK(Printable("größe") == "größe");
}

TEST_CASE("an age is told in its two largest units") {
  CHECK(AgeText(0.25) == "0.2s");
  CHECK(AgeText(59.9) == "59s");
  CHECK(AgeText(60) == "1m");
  CHECK(AgeText(3661) == "1h 1m");
  CHECK(AgeText(86400 * 3 + 5) == "3d");
  CHECK(AgeText(-1).empty());
}

TEST_CASE("a number has a fraction only where it is none") {
  CHECK(NumberText(1234567) == "1234567");
  CHECK(NumberText(0.25) == "0.2");
  CHECK(NumberText(0) == "0");
}

}  // namespace
}  // namespace sockwatch::tool
