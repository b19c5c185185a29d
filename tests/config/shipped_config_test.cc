// config/sockwatchd.yaml, the file people start from.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "config/load_text.h"
#include "config/yaml_tree.h"

namespace sockwatch::test {
namespace {

std::string ShippedText() {
  std::ostringstream text;
  text << std::ifstream(SOCKWATCH_SOURCE_DIR "/config/sockwatchd.yaml").rdbuf();
  return text.str();
}

// Whether the tree holds the dotted key.
bool Holds(const YamlNode& root, std::string_view path) {
  const YamlNode* node = &root;
  while (node != nullptr && !path.empty()) {
    const std::string_view name = path.substr(0, path.find('.'));
    node = FindMember(*node, name);
    path.remove_prefix(std::min(path.size(), name.size() + 1));
  }
  return node != nullptr;
}

std::string LastName(const std::string& path) { return path.substr(path.rfind('.') + 1); }

// The text with the example at its end, which is a comment, switched on.
std::string WithExample(const std::string& text) {
  std::istringstream lines(text);
  std::string result;
  bool in_example = false;
  for (std::string line; std::getline(lines, line);) {
    in_example = in_example || line == "  # process_names:";
    const bool switched_on = in_example && line.starts_with("  # ");
    if (line == "  process_names: []") continue;
    result += (switched_on ? "  " + line.substr(4) : line) + "\n";
  }
  return result;
}

}  // namespace

TEST_CASE("The shipped file holds the defaults") {
  const auto result = LoadConfigFile(SOCKWATCH_SOURCE_DIR "/config/sockwatchd.yaml");
  CHECK(Texts(result).empty());
  CHECK(std::get<Config>(result) == Config{});
}

TEST_CASE("The shipped file sets every key, and names those of a rule") {
  const std::string text = ShippedText();
  ConfigErrors errors("f");
  const auto root = ParseYaml(text, errors);
  REQUIRE(root.has_value());
  for (const std::string& key : KnownConfigKeys()) {
    INFO(key);
    if (key.find("[]") == std::string::npos) {
      CHECK(Holds(*root, key));
    } else {
      CHECK_THAT(text, Catch::Matches("[\\s\\S]*# [^\\n]*\\b" + LastName(key) + "\\b[\\s\\S]*"));
    }
  }
}

TEST_CASE("The shipped file tells the range and the default of each value") {
  const std::string text = ShippedText();
  for (const char* range :
       {"100ms to 10m. Default: 5s.", "1 to 10000. Default: 200.", "500 to 1000000. Default: 4000.",
        "1000 to 100000000. Default: 2000000.", "1m to 30d. Default: 24h.",
        "0.1% to 100%. Default: 1%.", "0 to 100; 0 turns it off. Default: 10.",
        "1s to 30d. Default: [1m, 15m]."}) {
    CHECK_THAT(text, Catch::Contains(std::string("Range: ") + range));
  }
}

TEST_CASE("The example rules in the shipped file are valid") {
  const Config config = Load(WithExample(ShippedText()));
  CHECK(config.attribution.process_names.size() == 2);
}

}  // namespace sockwatch::test
