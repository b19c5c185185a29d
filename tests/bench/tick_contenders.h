// What tick_bench compares: the bare reader, and the daemon's own stages one upon the other.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "bench/contender.h"

namespace sockwatch::bench {

// Owns the sockets, rings and threads behind the contenders. Not thread-safe.
class TickContenders {
 public:
  TickContenders();
  TickContenders(const TickContenders&) = delete;
  TickContenders& operator=(const TickContenders&) = delete;
  ~TickContenders();

  // The bare reader first. Valid as long as this object lives.
  [[nodiscard]] std::vector<Contender> List();

  // Rows in the bare reader's last dump.
  [[nodiscard]] std::uint64_t Rows() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sockwatch::bench
