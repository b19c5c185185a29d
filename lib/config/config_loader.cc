#include "config/config_loader.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <optional>

#include "base/result.h"
#include "base/unique_fd.h"
#include "config/config_keys.h"
#include "config/config_text.h"
#include "config/config_value.h"
#include "config/yaml_tree.h"

namespace sockwatch {
namespace {

// Reads one byte more than the limit at most, which is enough to see that a file is too large.
Result<std::string> ReadFile(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return SystemError("cannot be opened", errno);
  std::string content;
  std::array<char, 16384> buffer{};
  while (content.size() <= kMaxConfigBytes) {
    const ssize_t count = ::read(fd.Get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemError("cannot be read", errno);
    if (count == 0) break;
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return content;
}

}  // namespace

ConfigOrErrors LoadConfig(std::string_view text, const std::string& file_name) {
  ConfigErrors errors(file_name);
  if (!CheckConfigText(text, kMaxConfigBytes, errors)) return errors.Sorted();
  const std::optional<YamlNode> root = ParseYaml(text, errors);
  Config config;
  if (root && root->kind != YamlKind::kNothing) {
    ReadMembers(ConfigValue{*root, root->line, "", "", errors}, config);
  }
  if (!errors.Empty()) return errors.Sorted();
  return config;
}

ConfigOrErrors LoadConfigFile(const std::string& path) {
  const Result<std::string> content = ReadFile(path);
  if (content) return LoadConfig(content.Value(), path);
  return std::vector<ConfigError>{{path, 0, "", content.Failure().text, ""}};
}

std::vector<std::string> KnownConfigKeys() {
  std::vector<std::string> names;
  for (const ConfigKey& key : ConfigKeys()) names.push_back(JoinPath(key.parent, key.name));
  return names;
}

}  // namespace sockwatch
