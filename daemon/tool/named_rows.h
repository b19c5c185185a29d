// Rows of the kernel in the form that the API's documents are made of.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <memory>
#include <tuple>

#include "api/socket_rows.h"
#include "tool/kernel_rows.h"

namespace sockwatch::tool {

// `rows` outlives it.
class NamedRows {
 public:
  NamedRows(const KernelRows& rows, WallTime now) : rows_(rows), now_(now) {}

  api::OwnedSocket Named(const KernelRow& row);

  // A snapshot with the groups of the listeners alone: connections on their ports, whoever holds
  // them by now.
  [[nodiscard]] Snapshot ListenerGroups();

 private:
  using Key = std::tuple<std::int32_t, bool, std::int32_t>;

  std::shared_ptr<const GroupLabels> Labels(const KernelRow& row);

  const KernelRows& rows_;
  WallTime now_;
  absl::flat_hash_map<Key, std::shared_ptr<const GroupLabels>> labels_;
};

}  // namespace sockwatch::tool
