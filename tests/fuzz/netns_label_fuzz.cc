// libFuzzer on the name of a namespace: each line of the input is a mount, or, behind a '0', what
// /proc/PID/cgroup of one of its processes says.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "attribution/container_name.h"
#include "attribution/label_text.h"
#include "attribution/proc_parse.h"
#include "namespaces/netns_label.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  sockwatch::NetnsEvidence evidence;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() < text.size() ? line.size() + 1 : line.size());
    if (line.starts_with('0')) {
      evidence.cgroup_paths.push_back(sockwatch::ParseCgroupPath(std::string(line) + "\n"));
    } else {
      evidence.mounts.emplace_back(line);
    }
  }
  const std::string label = sockwatch::NetnsLabel(evidence);
  const bool fit = label == sockwatch::LabelText(label, sockwatch::kUnitLimit);
  if (label.empty() || !fit || label == "host" || label == "idle") std::abort();
  return 0;
}
