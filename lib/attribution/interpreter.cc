#include "attribution/interpreter.h"

#include <array>
#include <utility>

#include "attribution/java_program.h"
#include "attribution/script_program.h"

namespace sockwatch {

Interpreter InterpreterOf(std::string_view exe_base_name) {
  static constexpr std::array<std::pair<std::string_view, Interpreter>, 7> kKnown = {{
      {"java", Interpreter::kJava},
      {"python", Interpreter::kPython},
      {"node", Interpreter::kNode},
      {"nodejs", Interpreter::kNode},
      {"ruby", Interpreter::kRuby},
      {"perl", Interpreter::kPerl},
      {"php", Interpreter::kPhp},
  }};
  const std::size_t last = exe_base_name.find_last_not_of("0123456789.");
  const std::string_view name = exe_base_name.substr(0, last + 1);
  for (const auto& [known, interpreter] : kKnown) {
    if (name == known) return interpreter;
  }
  return Interpreter::kNone;
}

std::string ProgramRunBy(Interpreter interpreter, std::span<const std::string_view> arguments) {
  if (arguments.empty() || interpreter == Interpreter::kNone) return "";
  arguments = arguments.subspan(1);
  if (interpreter == Interpreter::kJava) return JavaProgram(arguments);
  return ScriptProgram(interpreter, arguments);
}

}  // namespace sockwatch
