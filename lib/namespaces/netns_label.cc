#include "namespaces/netns_label.h"

namespace sockwatch {

std::string NetnsLabel(const NetnsEvidence& evidence) {
  if (evidence.mount_names.empty()) return "net:" + std::to_string(evidence.inode);
  const std::string& path = evidence.mount_names.front();
  return path.substr(path.rfind('/') + 1);
}

}  // namespace sockwatch
