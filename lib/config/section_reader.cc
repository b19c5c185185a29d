// ReadMembers of config_keys.h: one mapping against the table of keys.
#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config_keys.h"
#include "config/nearest_key.h"

namespace sockwatch {
namespace {

const ConfigKey* FindKey(std::string_view parent, std::string_view name) {
  const auto keys = ConfigKeys();
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const ConfigKey& key) {
    return key.parent == parent && key.name == name;
  });
  return found == keys.end() ? nullptr : &*found;
}

std::vector<std::string_view> NamesUnder(std::string_view parent) {
  std::vector<std::string_view> names;
  for (const ConfigKey& key : ConfigKeys()) {
    if (key.parent == parent) names.push_back(key.name);
  }
  return names;
}

std::string ListOf(const std::vector<std::string_view>& names) {
  std::string list;
  for (const std::string_view name : names) list.append(list.empty() ? "" : ", ").append(name);
  return list;
}

// Advice on a key that exists, but in another place; "" if there is none.
std::string OtherPlace(std::string_view name) {
  for (const ConfigKey& key : ConfigKeys()) {
    const std::string path = JoinPath(key.parent, key.name);
    if (key.name == name) return ", did you mean " + path + "?";
    if (path == name) return ": keys are nested, not joined by dots";
  }
  return "";
}

std::string Hint(std::string_view name, const std::vector<std::string_view>& known) {
  const std::optional<std::string_view> nearest = NearestKey(name, known);
  if (nearest) return ", did you mean '" + std::string(*nearest) + "'?";
  return OtherPlace(name);
}

// What an error calls the key: as it is if that is safe to print, else quoted.
std::string PrintableName(const std::string& name) {
  return !name.empty() && Printable(name) == name ? name : Quoted(name);
}

std::string OneOf(const std::vector<std::string_view>& known) {
  return known.size() == 1 ? std::string(known[0]) : "one of " + ListOf(known);
}

}  // namespace

bool ReadMembers(const ConfigValue& value, Config& config) {
  const std::vector<std::string_view> known = NamesUnder(value.schema);
  if (value.node.kind != YamlKind::kMap) {
    value.FailKind("a mapping with " + ListOf(known));
    return false;
  }
  std::map<std::string_view, int> first_lines;
  for (std::size_t i = 0; i + 1 < value.node.items.size(); i += 2) {
    const YamlNode& name = value.node.items[i];
    if (name.kind != YamlKind::kText) {
      value.FailAt(name.line, "has a key that is not a plain word", OneOf(known));
      continue;
    }
    const ConfigValue member{value.node.items[i + 1], name.line,
                             JoinPath(value.path, PrintableName(name.text)),
                             JoinPath(value.schema, name.text), value.errors};
    const ConfigKey* const key = FindKey(value.schema, name.text);
    const auto [first, is_new] = first_lines.emplace(name.text, name.line);
    if (!is_new) {
      member.Fail("is given again, first on line " + std::to_string(first->second),
                  "each key once");
    } else if (key == nullptr) {
      member.Fail("unknown key" + Hint(name.text, known), OneOf(known));
    } else {
      key->read(member, config);
    }
  }
  return true;
}

}  // namespace sockwatch
