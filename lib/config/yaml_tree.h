// One YAML document as a tree that remembers its lines and keeps keys given twice. The only user of
// yaml-cpp; its exceptions end here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config_error.h"

namespace sockwatch {

enum class YamlKind : std::uint8_t {
  kNothing,  // `key:`, `~`, `null`, an empty document
  kText,
  kList,
  kMap,
  kRefused,  // an alias: reported already, to be passed over in silence
};

struct YamlNode {
  YamlKind kind = YamlKind::kNothing;
  int line = 0;         // from 1
  bool quoted = false;  // kText: in quotes or as a block, so never a number
  std::string text;
  std::vector<YamlNode> items;  // kList: its items; kMap: key, value, key, value
};

// The value of the first key of that name in a kMap, or nullptr.
const YamlNode* FindMember(const YamlNode& map, std::string_view key);

// nullopt: the YAML is broken, nested more than 16 deep or made of more than 100,000 nodes, and
// `errors` says so. Anchors, aliases and tags are added to `errors` too, without ending the parse.
std::optional<YamlNode> ParseYaml(std::string_view text, ConfigErrors& errors);

}  // namespace sockwatch
