// The one table of all keys, and the walk over a mapping that looks them up there.
#pragma once

#include <span>
#include <string_view>

#include "config/config.h"
#include "config/config_value.h"

namespace sockwatch {

struct ConfigKey {
  std::string_view parent;  // "" at the top; "[]" stands for an item of a list
  std::string_view name;
  void (*read)(const ConfigValue& value, Config& config);
};

// Parents before their members, siblings in the order they are documented.
std::span<const ConfigKey> ConfigKeys();

// Reads a mapping's members by the table: reports unknown keys (with the nearest known one), keys
// given twice (the second and later ones, which are not read) and keys that are not plain words.
// False, and reported, where `value` is no mapping.
bool ReadMembers(const ConfigValue& value, Config& config);

}  // namespace sockwatch
