#include "tool/context.h"

#include <algorithm>
#include <string>

namespace sockwatch::tool {
namespace {

constexpr const char* kPrivileges =
    "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH would show them: run it as root, or ask a daemon that "
    "has both";

bool HiddenOwner(const Json& row) {
  return At(row, "reason") == "permission" ||
         (At(row, "process") == "unattributed" && !row.contains("reason"));
}

void RemarkPrivileges(const Context& context, const Json& document) {
  const Json& data = document["data"];
  const bool kernel = At(document, "mode") == "kernel";
  if (!data.is_array() || (kernel && !document.contains("hidden"))) return;
  const auto hidden = std::count_if(data.begin(), data.end(), [&](const Json& row) {
    return kernel ? HiddenOwner(row) : At(row, "reason") == "permission";
  });
  if (hidden == 0) return;
  context.io.err << "sockwatch: " << hidden << " rows are without an owner. " << kPrivileges
                 << "\n";
}

void RemarkAges(const Context& context, const Json& document) {
  if (context.settings.filters.older_than.empty() || At(document, "mode") != "kernel") return;
  context.io.err << "sockwatch: without the daemon only TIME_WAIT and CLOSE_WAIT have an age: "
                    "sockets in other states are not shown\n";
}

}  // namespace

int Fail(const Context& context, const Error& error) {
  context.io.err << "sockwatch: " << error.text << "\n";
  return kFailed;
}

void PrintRemarks(const Context& context, const Json& document) {
  std::ostream& err = context.io.err;
  if (At(document, "truncated") == true && !context.settings.count) {
    err << "sockwatch: " << document["data"].size() << " of " << document["total"]
        << " rows are shown; --limit shows more\n";
  }
  if (At(document, "stale") == true) {
    err << "sockwatch: the daemon's numbers are old: it has not polled for a while\n";
  }
  RemarkPrivileges(context, document);
  RemarkAges(context, document);
}

void PrintRows(const Context& context, const std::vector<Column>& columns, const Json& document) {
  const Io& io = context.io;
  if (context.settings.count) {
    io.out << document["total"] << "\n";
  } else if (context.settings.format == Format::kJson) {
    io.out << document.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  } else if (context.settings.format == Format::kCsv) {
    io.out << CsvText(columns, document["data"]);
  } else {
    io.out << TableText(columns, document["data"], io.width);
  }
  PrintRemarks(context, document);
}

Result<Json> Ask(const Context& context, api::Resource resource, const Filters& filters) {
  std::vector<std::string> left_out;
  const Filters taken = TakenBy(resource, filters, left_out);
  for (const std::string& flag : left_out) {
    context.io.err << "sockwatch: " << flag << " says nothing about " << api::ResourceName(resource)
                   << ": left out\n";
  }
  return context.source.Get(std::string(api::ResourceName(resource)), taken);
}

int ShowRows(const Context& context, api::Resource resource, const std::vector<Column>& columns,
             const Filters& filters) {
  auto document = Ask(context, resource, filters);
  if (!document) return Fail(context, document.Failure());
  PrintRows(context, columns, document.Value());
  return kOk;
}

int ShowRows(const Context& context, const std::string& resource,
             const std::vector<Column>& columns, const Filters& filters) {
  auto document = context.source.Get(resource, filters);
  if (!document) return Fail(context, document.Failure());
  PrintRows(context, columns, document.Value());
  return kOk;
}

}  // namespace sockwatch::tool
