// When a leak began, from the ages of what it left behind.
#pragma once

#include <chrono>

#include "leaks/age_histogram.h"
#include "leaks/leak_scale.h"

namespace sockwatch {

// The age of the earliest survivor of the chain that the scale's window belongs to: from the window
// back as long as no gap is much longer than the mean one. Exact if that is the oldest socket of
// all, else less by a bucket's width at most, and never more. The window must not be empty.
std::chrono::milliseconds ChainAge(const LeakScale& scale, const AgeHistogram& ages);

}  // namespace sockwatch
