// iproute2's ss(8) as the oracle for sockets that sockwatch only counts.
#pragma once

#include "sample/other_sockets.h"

namespace sockwatch::testing {

// Runs `ss -uan` for each family and `ss -xan` in the caller's namespace. Throws if ss fails or
// prints what is not understood.
OtherSockets CountWithSs();

}  // namespace sockwatch::testing
