// The daemon's sampling side in this process, a tick when it is asked for: for what needs its
// verdicts and nobody serves them.
#pragma once

#include <memory>
#include <string>

#include "aggregate/snapshot.h"
#include "base/result.h"

namespace sockwatch::tool {

class KernelPipeline {
 public:
  // Starts the threads that aggregate and look for owners. `proc_root` is "/proc", or a directory
  // that looks like it.
  static std::unique_ptr<KernelPipeline> Start(const std::string& proc_root);

  KernelPipeline() = default;
  KernelPipeline(const KernelPipeline&) = delete;
  KernelPipeline& operator=(const KernelPipeline&) = delete;
  virtual ~KernelPipeline() = default;

  // Samples, and waits up to ten seconds for owners. The first call samples twice, since open files
  // are counted for processes known. What only time tells grows from call to call.
  virtual Result<std::shared_ptr<const Snapshot>> Read() = 0;
};

}  // namespace sockwatch::tool
