// What `java` runs.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sockwatch {

// See ProgramRunBy(). `arguments` begin behind "java" (java(1), "Synopsis").
std::string JavaProgram(std::span<const std::string_view> arguments);

}  // namespace sockwatch
