#include "attribution/process_name.h"

#include "attribution/base_name.h"
#include "attribution/interpreter.h"
#include "attribution/label_text.h"

namespace sockwatch {

namespace {

std::string ProgramName(ProcessFacts& facts) {
  // A link that cannot be read leaves comm, which an interpreter seldom changes.
  const std::string_view exe = facts.Exe().empty() ? facts.Comm() : BaseName(facts.Exe());
  const Interpreter interpreter = InterpreterOf(exe);
  if (interpreter == Interpreter::kNone) return facts.Comm();
  std::string program = ProgramRunBy(interpreter, facts.Arguments());
  return program.empty() ? facts.Comm() : program;
}

std::string Presentable(std::string_view name) {
  std::string label = LabelText(name, kProcessNameLimit);
  if (label.empty()) return "unnamed";
  if (label == "other" || label == "unattributed") label += '_';
  return label;
}

}  // namespace

std::string NameProcess(const NamingRules& rules, ProcessFacts& facts) {
  const auto by_rule = rules.NameFor(facts);
  return Presentable(by_rule ? *by_rule : ProgramName(facts));
}

}  // namespace sockwatch
