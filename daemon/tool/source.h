// Where documents come from: the daemon, or the kernel itself. All that is printed comes from one.
#pragma once

#include <string>

#include "base/result.h"
#include "tool/filters.h"
#include "tool/json.h"

namespace sockwatch::tool {

class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  // The document of a resource of the API v1 ("states", "sockets", ...), envelope and all. The
  // error's text is a whole sentence without its full stop.
  virtual Result<Json> Get(const std::string& resource, const Filters& filters) = 0;
};

}  // namespace sockwatch::tool
