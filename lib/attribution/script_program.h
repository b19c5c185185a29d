// What an interpreter of scripts runs.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "attribution/interpreter.h"

namespace sockwatch {

// See ProgramRunBy(). `arguments` begin behind the interpreter; it is neither kNone nor kJava.
std::string ScriptProgram(Interpreter interpreter, std::span<const std::string_view> arguments);

}  // namespace sockwatch
