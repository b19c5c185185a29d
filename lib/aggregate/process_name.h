// What sockets are named by: a unit and a program in it.
#pragma once

#include <memory>
#include <string>

namespace sockwatch {

struct ProcessName {
  std::string unit;
  std::string process;

  friend bool operator==(const ProcessName&, const ProcessName&) = default;
};

// Shared between groups, listeners and destinations; never null where a name is known.
using NameRef = std::shared_ptr<const ProcessName>;

inline bool SameName(const NameRef& a, const NameRef& b) { return a == b || (a && b && *a == *b); }

}  // namespace sockwatch
