#include "attribution/label_text.h"

#include <catch2/catch.hpp>

namespace sockwatch {

TEST_CASE("Ordinary text is left as it is") {
  CHECK(LabelText("kworker/u8:1-é漢😀", 64) == "kworker/u8:1-é漢😀");
}

TEST_CASE("Control characters become underscores") {
  CHECK(LabelText("a\nb\x01"
                  "c\x7f",
                  64) == "a_b_c_");
  CHECK(LabelText(std::string_view("a\0b", 3), 64) == "a_b");
  CHECK(LabelText("a\xc2\x85"
                  "b",
                  64) == "a__b");  // U+0085, a C1 control: two bytes
}

TEST_CASE("What is not UTF-8 becomes underscores, byte by byte") {
  CHECK(LabelText("\xff"
                  "a",
                  64) == "_a");
  CHECK(LabelText("caf\xc3", 64) == "caf_");           // cut off, as the kernel cuts comm
  CHECK(LabelText("\xc0\xaf", 64) == "__");            // overlong
  CHECK(LabelText("\xed\xa0\x80", 64) == "___");       // surrogate
  CHECK(LabelText("\xf4\x90\x80\x80", 64) == "____");  // beyond U+10FFFF
}

TEST_CASE("Text is cut between characters, never inside one") {
  CHECK(LabelText("ab漢", 5) == "ab漢");
  CHECK(LabelText("ab漢", 4) == "ab");
  CHECK(LabelText("abc", 2) == "ab");
  CHECK(LabelText("", 5).empty());
}

}  // namespace sockwatch
