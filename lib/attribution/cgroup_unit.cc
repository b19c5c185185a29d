#include "attribution/cgroup_unit.h"

#include <algorithm>
#include <utility>

#include "attribution/container_name.h"
#include "attribution/hex_id.h"
#include "attribution/label_text.h"

namespace sockwatch {

namespace {

std::string UnitName(std::string_view component) {
  const auto id = ContainerIdAt(component);
  if (id) component = component.substr(0, *id + kShortIdLength);
  return LabelText(component, kUnitLimit);
}

bool IsUnit(std::string_view component) {
  return component != "init.scope" &&
         (component.ends_with(".service") || component.ends_with(".scope"));
}

void EnterContainer(std::string_view component, std::string container, CgroupPlace& place) {
  if (!place.container.empty()) place.pod.clear();
  place.unit = IsUnit(component) ? UnitName(component) : container;
  place.container = std::move(container);
}

void Enter(std::string_view component, std::string_view parent, CgroupPlace& place) {
  std::string pod = PodName(component, parent);
  std::string container = ContainerName(component, parent);
  if (!pod.empty()) {
    place = {.unit = pod, .container = "", .pod = pod};
  } else if (!container.empty()) {
    EnterContainer(component, std::move(container), place);
  } else if (IsUnit(component)) {
    place.unit = UnitName(component);
  }
}

// Cuts the first component off `path`. ':' separates only in SLICE:RUNTIME:ID, a unit of systemd
// may have one in its name.
std::string_view TakeComponent(std::string_view& path) {
  std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view whole = path.substr(0, end);
  const std::size_t id = whole.rfind(':') + 1;  // 0: none
  if (id != 0 && IsHex(whole.substr(id), kContainerIdLength)) end = whole.find(':');
  const std::string_view component = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return component;
}

}  // namespace

CgroupPlace FindCgroupPlace(std::string_view path) {
  CgroupPlace place;
  std::string_view parent;
  while (!path.empty()) {
    const std::string_view component = TakeComponent(path);
    Enter(component, parent, place);
    parent = component;
  }
  return place;
}

std::string CgroupUnit(std::string_view path) { return FindCgroupPlace(path).unit; }

}  // namespace sockwatch
