// The page at /, for a person who opens the port in a browser. One file: what it shows comes from
// GET /api/v1/overview, and nothing from elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "export/build_info.h"

namespace sockwatch {

struct Page {
  std::string html;
  std::string gzip;  // of `html`; empty for want of memory
  std::string etag;  // weak: it stands for both
  // Content-Security-Policy (CSP Level 3): the page's own style and script, requests to where it
  // came from, and nothing else; no other page may frame it.
  std::string policy;
};

// `telemetry_path` begins with "/". Whatever is put in is escaped.
Page MakePage(const BuildInfo& build, std::string_view telemetry_path);

}  // namespace sockwatch
