// sockwatch explain: what is wrong, in words.
#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

#include "tool/commands.h"
#include "tool/finding.h"
#include "tool/text.h"

namespace sockwatch::tool {
namespace {

bool IsPort(const std::string& target) {
  return !target.empty() && std::all_of(target.begin(), target.end(),
                                        [](unsigned char byte) { return std::isdigit(byte) != 0; });
}

Filters Targeted(const Settings& settings) {
  Filters filters = settings.filters;
  if (settings.target.empty()) return filters;
  (IsPort(settings.target) ? filters.port : filters.process).push_back(settings.target);
  return filters;
}

Result<Documents> GetDocuments(const Context& context, const Filters& filters) {
  Documents documents;
  const std::array<std::pair<api::Resource, Json*>, 4> wanted = {
      {{api::Resource::kLeaks, &documents.leaks},
       {api::Resource::kGroups, &documents.groups},
       {api::Resource::kListeners, &documents.listeners},
       {api::Resource::kPorts, &documents.ports}}};
  std::vector<std::string> left_out;  // of one document and not of another: no remark
  for (const auto& [resource, document] : wanted) {
    auto answer = context.source.Get(std::string(api::ResourceName(resource)),
                                     TakenBy(resource, filters, left_out));
    if (!answer) return answer.Failure();
    *document = std::move(answer.Value());
  }
  return documents;
}

const char* Color(Severity severity) {
  constexpr std::array<const char*, 3> kColors = {"\x1b[32m", "\x1b[33m", "\x1b[31m"};
  return kColors.at(static_cast<std::size_t>(severity));
}

void PrintList(std::ostream& out, std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out << "  " << title << "\n";
  for (const std::string& line : lines) out << "    - " << Printable(line) << "\n";
}

void Print(const Io& io, const Finding& finding) {
  io.out << (io.color ? Color(finding.severity) : "") << Printable(finding.subject) << ": "
         << finding.verdict << (io.color ? "\x1b[0m" : "") << "\n";
  PrintList(io.out, "Evidence", finding.evidence);
  PrintList(io.out, "Do first", finding.first);
  PrintList(io.out, "Do not", finding.avoid);
}

void PrintDocument(const Context& context, const std::vector<Finding>& findings, Json envelope) {
  Json data = Json::array();
  for (const Finding& finding : findings) data.push_back(FindingJson(finding));
  envelope["total"] = data.size();
  envelope["data"] = std::move(data);
  PrintRows(context,
            {{"severity", ""},
             {"subject", ""},
             {"verdict", ""},
             {"evidence", ""},
             {"first", ""},
             {"avoid", ""}},
            envelope);
}

}  // namespace

int RunExplain(const Context& context) {
  auto documents = GetDocuments(context, Targeted(context.settings));
  if (!documents) return Fail(context, documents.Failure());
  const std::vector<Finding> findings = Findings(documents.Value());
  if (context.settings.format != Format::kTable) {
    PrintDocument(context, findings, documents.Value().leaks);
    return kOk;
  }
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (i > 0) context.io.out << "\n";
    Print(context.io, findings[i]);
  }
  PrintRemarks(context, documents.Value().leaks);
  return kOk;
}

}  // namespace sockwatch::tool
