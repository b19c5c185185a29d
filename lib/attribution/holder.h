// A process found to hold a socket.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>

#include "attribution/read_mark.h"

namespace sockwatch {

struct ProcessIdentity {
  std::string name;  // by the naming rules; never empty
  std::string unit;  // "" if none
};

struct Holder {
  ProcessKey process;
  std::int32_t fd = -1;
  std::shared_ptr<const ProcessIdentity> identity;  // never null

  // Whether it goes before `other` as the socket's owner: the one that started first, pid 1 last.
  [[nodiscard]] bool Before(const Holder& other) const { return Rank() < other.Rank(); }

 private:
  [[nodiscard]] std::tuple<bool, std::uint64_t, std::uint32_t> Rank() const {
    return {process.pid == 1, process.start_time, process.pid};
  }
};

}  // namespace sockwatch
