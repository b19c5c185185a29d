#include "config/config_text.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

namespace sockwatch {
namespace {

// The line of the one offence and its text, "" if there is none.
std::string Check(std::string_view text) {
  ConfigErrors errors("f");
  const bool good = CheckConfigText(text, 100, errors);
  CHECK(good == errors.Empty());
  if (good) return "";
  REQUIRE(errors.Sorted().size() == 1);
  return ToText(errors.Sorted()[0]);
}

constexpr const char* kNotUtf8 = "f:1: the file is not UTF-8 text (expected plain text in UTF-8)";

}  // namespace

TEST_CASE("A text of just the limit is taken, one byte more is not") {
  CHECK(Check(std::string(100, 'a')).empty());
  CHECK(Check(std::string(101, 'a')) == "f: the file is too large (expected at most 100 bytes)");
}

TEST_CASE("UTF-8 of every length is taken, at both edges") {
  for (const char* text : {"", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff",
                           "\U00010000", "\U0010ffff"}) {
    CHECK(Check(text).empty());
  }
}

TEST_CASE("What is not UTF-8 is refused") {
  for (const char* text :
       {"\x80", "\xc3", "\xc3(", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "\xe2\x82"}) {
    CHECK(Check(text) == kNotUtf8);
  }
}

TEST_CASE("Control characters are refused, line ends and tabs are not") {
  CHECK(Check("a\tb\nc\r\n").empty());
  for (const std::string& text : {std::string("a\0b", 3), std::string("\r"), std::string("a\rb"),
                                  std::string("\x1b"), std::string("\x7f"), std::string("\x1f")}) {
    CHECK(Check(text) == "f:1: the file holds a control character (expected plain text in UTF-8)");
  }
}

TEST_CASE("The line of the first offence is told") {
  CHECK(Check("a\nb\n\xff\n\xff").substr(0, 4) == "f:3:");
}

}  // namespace sockwatch
