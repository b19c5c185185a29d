#include "attribution/cgroup_unit.h"

#include <algorithm>
#include <optional>

#include "attribution/label_text.h"

namespace sockwatch {

namespace {

constexpr std::size_t kContainerIdLength = 64;
constexpr std::size_t kShortIdLength = 12;
constexpr std::size_t kUnitLimit = 128;

bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// Where `name` holds a run of exactly 64 hex digits.
std::optional<std::size_t> ContainerIdAt(std::string_view name) {
  for (std::size_t begin = 0; begin < name.size();) {
    const auto* end = std::find_if_not(name.begin() + begin, name.end(), IsHexDigit);
    const auto length = static_cast<std::size_t>(end - name.begin()) - begin;
    if (length == kContainerIdLength) return begin;
    begin += length + 1;
  }
  return std::nullopt;
}

std::string UnitName(std::string_view component) {
  const auto id = ContainerIdAt(component);
  if (id) component = component.substr(0, *id + kShortIdLength);
  return LabelText(component, kUnitLimit);
}

bool IsUnit(std::string_view component) {
  return component != "init.scope" &&
         (component.ends_with(".service") || component.ends_with(".scope"));
}

}  // namespace

std::string CgroupUnit(std::string_view path) {
  const std::string_view last = path.substr(path.rfind('/') + 1);
  while (!path.empty()) {
    const std::size_t slash = path.rfind('/');
    const std::string_view component =
        slash == std::string_view::npos ? path : path.substr(slash + 1);
    if (IsUnit(component)) return UnitName(component);
    path = slash == std::string_view::npos ? "" : path.substr(0, slash);
  }
  return ContainerIdAt(last) ? UnitName(last) : "";
}

}  // namespace sockwatch
