// sockwatch sysctl: the values that matter here, what they do, and when to change them.
#include "tool/columns.h"
#include "tool/commands.h"

namespace sockwatch::tool {
namespace {

// A paragraph each: the texts are too long for a table.
void PrintParagraphs(std::ostream& out, const Json& rows) {
  bool first = true;
  for (const Json& row : rows) {
    if (!first) out << "\n";
    first = false;
    out << ValueText(At(row, "name")) << " = " << ValueText(At(row, "value")) << "\n";
    for (const char* key : {"what", "advice"}) {
      const std::string text = ValueText(At(row, key));
      if (!text.empty()) out << "    " << text << "\n";
    }
  }
}

}  // namespace

int RunSysctl(const Context& context) {
  auto document = context.source.Get("sysctl", context.settings.filters);
  if (!document) return Fail(context, document.Failure());
  if (context.settings.format == Format::kTable && !context.settings.count) {
    PrintParagraphs(context.io.out, document.Value()["data"]);
    return kOk;
  }
  PrintRows(context, {{"netns", ""}, {"name", ""}, {"value", ""}, {"what", ""}, {"advice", ""}},
            document.Value());
  return kOk;
}

}  // namespace sockwatch::tool
