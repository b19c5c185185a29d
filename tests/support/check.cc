#include "support/check.h"

#include <stdexcept>
#include <thread>

namespace sockwatch::testing {

void WaitUntil(const std::string& what, const std::function<bool()>& reached,
               std::chrono::seconds limit, std::chrono::microseconds pause) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!reached()) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("waited in vain until " + what);
    }
    std::this_thread::sleep_for(pause);  // between two questions
  }
}

}  // namespace sockwatch::testing
