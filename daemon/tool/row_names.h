// Names for the rows of a dump, as design's section on owners has it, with what one moment shows.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tool/kernel_rows.h"

namespace sockwatch::tool {

struct Naming {
  const RowFilter& filter;
  std::size_t owned_rows;  // as RowsWanted
  const std::string& proc_root;
  std::function<bool(const KernelRow&)> matches;  // by everything but the owner
};

// Finds the owners of `rows.rows` and keeps those that match. An inode names its holder; what waits
// in an accept queue is its listener's. What nobody holds takes the name of all listeners on its
// local port or, of a client, of all sockets held towards the same destination: if these are of one
// program, all of them known.
void NameRows(const Naming& naming, const std::vector<KernelRow>& listeners, KernelRows& rows);

}  // namespace sockwatch::tool
