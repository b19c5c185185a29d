// What a command works with.
#pragma once

#include <cstddef>
#include <ostream>
#include <vector>

#include "tool/settings.h"
#include "tool/source.h"
#include "tool/table.h"

namespace sockwatch::tool {

// Where to print. `err` is for remarks: it does not disturb those who read `out`.
struct Io {
  std::ostream& out;
  std::ostream& err;
  bool terminal = false;  // `out` is one
  std::size_t width = 0;  // of the terminal; 0: no limit
  bool color = false;
};

struct Context {
  const Settings& settings;
  Source& source;
  Io& io;
};

// Says an error; kFailed.
int Fail(const Context& context, const Error& error);

// Prints the rows of `document`'s data as the settings want them, and remarks: that rows were cut
// off, that the numbers are old, and what cannot be seen for want of privileges.
void PrintRows(const Context& context, const std::vector<Column>& columns, const Json& document);

// Source::Get without the filters that `resource` does not take, which is remarked.
Result<Json> Ask(const Context& context, api::Resource resource, const Filters& filters);

// Ask (or Get, of what is no resource of the API) and PrintRows; the exit code.
int ShowRows(const Context& context, api::Resource resource, const std::vector<Column>& columns,
             const Filters& filters);
int ShowRows(const Context& context, const std::string& resource,
             const std::vector<Column>& columns, const Filters& filters);

// The remarks alone.
void PrintRemarks(const Context& context, const Json& document);

}  // namespace sockwatch::tool
