#include "attribution/container_name.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "attribution/hex_id.h"
#include "attribution/label_text.h"

namespace sockwatch {

namespace {

constexpr std::size_t kStaticPodLength = 32;

// What stands between `prefix` and `suffix`, if both are there and anything is left.
std::optional<std::string_view> Between(std::string_view text, std::string_view prefix,
                                        std::string_view suffix) {
  if (text.size() <= prefix.size() + suffix.size()) return std::nullopt;
  if (!text.starts_with(prefix) || !text.ends_with(suffix)) return std::nullopt;
  return text.substr(prefix.size(), text.size() - prefix.size() - suffix.size());
}

// systemd.unit(5): what may not stand in a unit's name is written \xNN.
std::string UnescapeUnit(std::string_view text) {
  constexpr std::size_t kLength = 4;
  std::string plain;
  while (!text.empty()) {
    std::uint8_t code = 0;
    const char* const end = text.data() + std::min(kLength, text.size());
    const bool escaped = text.starts_with("\\x") && text.size() >= kLength &&
                         std::from_chars(text.data() + 2, end, code, 16).ptr == end;
    plain += escaped ? static_cast<char>(code) : text.front();
    text.remove_prefix(escaped ? kLength : 1);
  }
  return plain;
}

std::string MachineName(std::string_view component) {
  auto name = Between(component, "machine-", ".scope");
  if (!name) name = Between(component, "systemd-nspawn@", ".service");
  return name ? "machine-" + UnescapeUnit(*name) : "";
}

std::string LxcName(std::string_view component, std::string_view parent) {
  const auto name = Between(component, "lxc.payload.", "");
  if (name) return "lxc-" + std::string(*name);
  if (parent != "lxc" && parent != "lxc.payload") return "";
  return component.empty() ? "" : "lxc-" + std::string(component);
}

std::string OciName(std::string_view component, std::string_view parent) {
  if (component.find('.') != std::string_view::npos && !component.ends_with(".scope")) return "";
  for (const char* other : {"crio-conmon-", "libpod-conmon-", "libpod-payload-"}) {
    if (component.starts_with(other)) return "";
  }
  const auto id = ContainerIdAt(component);
  if (!id) return "";
  const bool told = *id == 0 && (parent == "docker" || parent == "cri-containerd" ||
                                 parent == "crio" || parent == "libpod");
  return (told ? std::string(parent) + "-" : "") +
         std::string(component.substr(0, *id + kShortIdLength));
}

std::string PodmanPod(std::string_view component, std::string_view parent) {
  constexpr std::string_view kMark = "-libpod_pod_";
  const bool below_parent = parent == "libpod_parent" && IsHex(component, kContainerIdLength);
  if (below_parent) return std::string(component.substr(0, kShortIdLength));
  const std::size_t at = component.find(kMark);
  if (at == std::string_view::npos || !component.ends_with(".slice")) return "";
  const auto id = component.substr(at + kMark.size(), kContainerIdLength);
  return IsHex(id, kContainerIdLength) ? std::string(id.substr(0, kShortIdLength)) : "";
}

std::string KubernetesPod(std::string_view component) {
  const auto slice = Between(component, "", ".slice");
  const std::string_view name = slice.value_or(component);
  const std::size_t at = name.rfind("pod");
  if (at == std::string_view::npos || (at != 0 && name[at - 1] != '-')) return "";
  std::string uid(name.substr(at + 3));
  if (!IsUuid(uid) && !IsUuid(uid, '_') && !IsHex(uid, kStaticPodLength)) return "";
  std::replace(uid.begin(), uid.end(), '_', '-');
  return uid;
}

}  // namespace

std::string ContainerName(std::string_view component, std::string_view parent) {
  std::string name = LxcName(component, parent);
  if (name.empty()) name = MachineName(component);
  if (name.empty()) name = OciName(component, parent);
  return LabelText(name, kUnitLimit);
}

std::string PodName(std::string_view component, std::string_view parent) {
  std::string pod = KubernetesPod(component);
  if (pod.empty()) pod = PodmanPod(component, parent);
  return pod.empty() ? "" : "pod-" + pod;
}

}  // namespace sockwatch
