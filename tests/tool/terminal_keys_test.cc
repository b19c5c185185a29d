#include <catch2/catch.hpp>

#include "tool/terminal.h"

namespace sockwatch::tool {
namespace {

TEST_CASE("cursor keys are told in normal and in application mode") {
  CHECK(ReadKey("\x1b[A").pressed.key == Key::kUp);
  CHECK(ReadKey("\x1bOB").pressed.key == Key::kDown);
  CHECK(ReadKey("\x1b[5~").pressed.key == Key::kPageUp);
  CHECK(ReadKey("\x1b[6~q").bytes == 4);
  CHECK(ReadKey("\x1b[H").pressed.key == Key::kHome);
}

TEST_CASE("a character is itself, one at a time") {
  const KeyRead read = ReadKey("qx");
  CHECK(read.pressed.key == Key::kText);
  CHECK(read.pressed.text == 'q');
  CHECK(read.bytes == 1);
}

TEST_CASE("a sequence that is not ours is passed over as a whole") {
  for (const char* bytes : {"\x1b[15~", "\x1b[1;5C", "\x1b"}) {
    const KeyRead read = ReadKey(bytes);
    CHECK(read.pressed.key == Key::kNone);
    CHECK(read.bytes == std::string(bytes).size());
  }
}

TEST_CASE("whatever a terminal sends is used up") {
  for (int byte = 0; byte < 256; ++byte) {
    std::string bytes = {'\x1b', '[', static_cast<char>(byte), static_cast<char>(byte)};
    while (!bytes.empty()) {
      const KeyRead read = ReadKey(bytes);
      REQUIRE(read.bytes >= 1);
      REQUIRE(read.bytes <= bytes.size());
      bytes.erase(0, read.bytes);
    }
  }
}

}  // namespace
}  // namespace sockwatch::tool
