// Whatever the program takes is named in its man page and completed by both shells.
#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
#include <sstream>

#include "tool/settings.h"

namespace sockwatch::tool {
namespace {

std::string Read(const std::string& path) {
  std::ifstream file(std::string(SOCKWATCH_SOURCE_DIR) + "/" + path);
  REQUIRE(file);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

bool Names(const std::string& text, const std::string& word) {
  constexpr const char* kWordCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool ends = end == text.size() || !std::strchr(kWordCharacters, text[end]);
    if (ends) return true;
  }
  return false;
}

// The options of all commands, without their dashes, and the commands.
struct Words {
  std::vector<std::string> commands;
  std::vector<std::string> options;
};

Words AllWords() {
  Words words;
  for (const std::string& line : CommandsAndOptions()) {
    const std::size_t dashes = line.find(" --");
    if (dashes == std::string::npos) {
      words.commands.push_back(line);
    } else {
      words.options.push_back(line.substr(dashes + 3));
    }
  }
  return words;
}

TEST_CASE("the man page names every command and option") {
  const std::string page = Read("daemon/man/sockwatch.1");
  const Words words = AllWords();
  REQUIRE(words.commands.size() == 13);
  for (const std::string& command : words.commands) CHECK(Names(page, ".It Cm " + command));
  for (const std::string& option : words.options) {
    INFO(option);
    CHECK(Names(page, "Fl -" + option));
  }
}

TEST_CASE("completions know every command and option") {
  for (const char* path : {"daemon/completions/sockwatch.bash", "daemon/completions/_sockwatch"}) {
    const std::string script = Read(path);
    const Words words = AllWords();
    for (const std::string& command : words.commands) CHECK(Names(script, command));
    for (const std::string& option : words.options) {
      INFO(path << " --" << option);
      CHECK(Names(script, "--" + option));
    }
  }
}

}  // namespace
}  // namespace sockwatch::tool
