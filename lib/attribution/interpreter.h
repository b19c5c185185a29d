// Programs that run programs: their own name says nothing, the arguments do.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sockwatch {

enum class Interpreter : std::uint8_t { kNone, kJava, kPython, kNode, kRuby, kPerl, kPhp };

// By base name of the executable, a version behind it allowed: "python3.11", "php8.2", "nodejs".
// php-fpm is a server of its own, not an interpreter.
Interpreter InterpreterOf(std::string_view exe_base_name);

// The name of what the interpreter runs, from its arguments (the interpreter itself is the first):
//   java    `-jar /a/X.jar`: "X"; `-Dcatalina.base=/a/NAME`: "NAME"; else the last part of the main
//           class
//   others  base name of the script; python's `-m module`: "module"
// "" if there is no such name (code on the command line, an interactive session, cut off).
std::string ProgramRunBy(Interpreter interpreter, std::span<const std::string_view> arguments);

}  // namespace sockwatch
