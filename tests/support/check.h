// What test support does when the system says no: it throws, which ends the test with a message
// that names the object. Not for lib/, where errors are values.
#pragma once

#include <cerrno>
#include <chrono>
#include <functional>
#include <string>
#include <system_error>

namespace sockwatch::testing {

[[noreturn]] inline void ThrowErrno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// `result` of a system call that returns -1 on failure, passed through.
template <typename T>
T Check(T result, const std::string& what) {
  if (result == static_cast<T>(-1)) ThrowErrno(what);
  return result;
}

// Asks `reached` again and again, each `pause`, until it says yes. Throws, naming `what`, when
// `limit` has passed: the limit is for a broken kernel or test, never part of the logic.
void WaitUntil(const std::string& what, const std::function<bool()>& reached,
               std::chrono::seconds limit = std::chrono::seconds(10),
               std::chrono::microseconds pause = std::chrono::microseconds(200));

}  // namespace sockwatch::testing
