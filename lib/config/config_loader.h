// Reads the configuration file, strictly: an unknown key, a wrong type, a value out of range and a
// key given twice are errors, and all of them are reported at once. Nothing here throws or logs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.h"
#include "config/config_error.h"

namespace sockwatch {

// Either a whole configuration or at least one error, in line order; never a half-read one.
using ConfigOrErrors = std::variant<Config, std::vector<ConfigError>>;

constexpr std::size_t kMaxConfigBytes = std::size_t{1} << 20U;

// `text` is one YAML document, UTF-8, or nothing at all, which means the defaults. Anchors, aliases
// and tags are refused. `file_name` is only quoted in errors. Where the YAML itself is broken, that
// is the one error.
ConfigOrErrors LoadConfig(std::string_view text, const std::string& file_name);

// LoadConfig of the file's content; a file that cannot be read is an error on line 0.
ConfigOrErrors LoadConfigFile(const std::string& path);

// Every key there is, sections included, dotted; "[]" stands for an item of a list.
std::vector<std::string> KnownConfigKeys();

}  // namespace sockwatch
