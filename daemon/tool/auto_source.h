// The daemon where one answers, else the kernel.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "tool/source.h"

namespace sockwatch::tool {

// `say` is told once, in one line, why the kernel is asked instead. Once that is so it stays so.
std::unique_ptr<Source> MakeAutoSource(std::unique_ptr<Source> daemon,
                                       std::unique_ptr<Source> kernel,
                                       std::function<void(const std::string&)> say);

}  // namespace sockwatch::tool
