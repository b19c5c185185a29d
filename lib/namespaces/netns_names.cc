#include "namespaces/netns_names.h"

#include "procnet/fields.h"

namespace sockwatch {
namespace {

// mountinfo writes space, tab, newline, backslash and '#' as three octal digits (mangle_path).
std::string Unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const std::string_view digits = text.substr(i + 1, 3);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, 8);
    const bool escaped =
        text[i] == '\\' && error == std::errc{} && end == digits.data() + 3 && code <= 0xff;
    plain += escaped ? static_cast<char>(code) : text[i];
    if (escaped) i += 3;
  }
  return plain;
}

std::optional<NetnsMount> ParseLine(std::string_view line) {
  const std::size_t dash = line.find(" - ");
  if (dash == std::string_view::npos || !line.substr(dash + 3).starts_with("nsfs ")) {
    return std::nullopt;
  }
  for (int field = 1; field <= 3; ++field) TakeField(line);
  const auto inode = ParseNetnsName(TakeField(line));
  const std::string_view path = TakeField(line);
  if (!inode || !path.starts_with('/') || path.ends_with("//deleted")) return std::nullopt;
  return NetnsMount{*inode, Unescape(path)};
}

}  // namespace

std::optional<std::uint64_t> ParseNetnsName(std::string_view name) {
  constexpr std::string_view kPrefix = "net:[";
  if (!name.starts_with(kPrefix) || !name.ends_with(']')) return std::nullopt;
  return ToNumber<std::uint64_t>(name.substr(kPrefix.size(), name.size() - kPrefix.size() - 1));
}

std::vector<NetnsMount> ParseNetnsMounts(std::string_view mountinfo) {
  mountinfo = mountinfo.substr(0, mountinfo.rfind('\n') + 1);
  std::vector<NetnsMount> mounts;
  while (const auto line = TakeLine(mountinfo)) {
    if (auto mount = ParseLine(*line)) mounts.push_back(std::move(*mount));
  }
  return mounts;
}

}  // namespace sockwatch
