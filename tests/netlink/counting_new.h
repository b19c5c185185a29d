// Counts calls of the global operator new in the program that links counting_new.cc.
#pragma once

#include <cstdint>

namespace sockwatch::testing {

std::uint64_t AllocationCount();

}  // namespace sockwatch::testing
