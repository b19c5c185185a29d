// The number that `sockwatch check` compares.
#pragma once

#include <string>

#include "base/result.h"
#include "tool/context.h"

namespace sockwatch::tool {

struct CheckValue {
  double number = 0;
  bool percent = false;
  std::string what;  // "CLOSE_WAIT sockets", "of the accept queue of nginx on port 80"
};

// By Settings::what: a state's name, "leaks" (groups that the daemon calls leaking), "ports",
// "fds" or "accept": the percentage of whatever is nearest its limit.
Result<CheckValue> CheckedValue(const Context& context);

// Whether CheckedValue() knows it.
bool CanCheck(const std::string& what);

}  // namespace sockwatch::tool
