#include "export/utf8.h"

#include <catch2/catch.hpp>
#include <string>

namespace sockwatch {
namespace {

const std::string kBad = "\xEF\xBF\xBD";

TEST_CASE("Well-formed UTF-8 stays as it is", "[export]") {
  // The first and last code points of every row of RFC 3629's table.
  const std::string text = GENERATE(as<std::string>{}, "", "nginx", "\x01", "\x7F", "\xC2\x80",
                                    "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                    "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF");
  CHECK(ValidUtf8(text) == text);
}

TEST_CASE("NUL is a character like others, as Prometheus takes it", "[export]") {
  const std::string text("a\0z", 3);
  CHECK(ValidUtf8(text) == text);
}

TEST_CASE("Each bad byte becomes one replacement character", "[export]") {
  CHECK(ValidUtf8("a\xFFz") == "a" + kBad + "z");
  CHECK(ValidUtf8("\x80\x80") == kBad + kBad);
}

TEST_CASE("Overlong forms, surrogates and what is beyond U+10FFFF are bad", "[export]") {
  const std::string text =
      GENERATE(as<std::string>{}, "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
               "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE\x80");
  std::string expected;
  for (std::size_t i = 0; i < text.size(); ++i) expected += kBad;
  CHECK(ValidUtf8(text) == expected);
}

TEST_CASE("A sequence that is cut short is bad and does not swallow what follows", "[export]") {
  CHECK(ValidUtf8("\xE2\x82") == kBad + kBad);
  CHECK(ValidUtf8("\xE2\x82z") == kBad + kBad + "z");
  CHECK(ValidUtf8("\xC3") == kBad);
  CHECK(ValidUtf8("\xF0\x9F\x98\xC3\xA9") == kBad + kBad + kBad + "\xC3\xA9");
}

TEST_CASE("What comes out goes in again unchanged", "[export]") {
  std::string all_bytes;
  for (int byte = 0; byte < 256; ++byte) all_bytes += static_cast<char>(byte);
  const std::string valid = ValidUtf8(all_bytes);
  CHECK(ValidUtf8(valid) == valid);
}

}  // namespace
}  // namespace sockwatch
