// Who holds sockets, found by one walk over /proc on the calling thread: no budget, no memory of
// walks before, no guesses. A person waits for the answer.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "attribution/holder.h"
#include "attribution/proc_fs.h"
#include "attribution/process_cache.h"

namespace sockwatch::tool {

struct FoundOwner {
  std::uint32_t pid = 0;
  std::shared_ptr<const ProcessIdentity> identity;  // never null
};

struct OwnersFound {
  std::vector<FoundOwner> owners;
  absl::flat_hash_map<std::uint32_t, std::uint32_t> by_inode;  // inode to index into `owners`
  std::uint32_t hidden = 0;  // processes that may not be looked into

  // Null if none was found.
  [[nodiscard]] const FoundOwner* Of(std::uint32_t inode) const {
    const auto found = by_inode.find(inode);
    return found == by_inode.end() ? nullptr : &owners[found->second];
  }
};

using NameFilter = std::function<bool(const ProcessIdentity&)>;

// Of several holders it takes the process that started first, pid 1 last, as the daemon does. With
// `wanted`, only processes that it takes are searched, and those they descend from, which may hold
// the same sockets and have started before; a socket that was passed on between programs that do
// not descend from each other may then be told of the one asked for. The walk ends as soon as all
// of `inodes` are found.
OwnersFound FindOwners(const std::string& proc_root, const std::vector<std::uint32_t>& inodes,
                       const NameFilter& wanted = nullptr);

}  // namespace sockwatch::tool
