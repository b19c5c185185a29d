#include "page/links_page.h"

#include "page/html_text.h"

namespace sockwatch {
namespace {

constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>sockwatch</title>
<style>
:root { color-scheme: light dark; }
body { font-family: system-ui, sans-serif; line-height: 1.5; max-width: 40rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { margin: 0; }
small { opacity: 0.75; }
dt { margin-top: 1rem; font-weight: 600; }
dd { margin: 0; }
</style>
</head>
<body>
)";

constexpr std::string_view kIntroduction =
    "<p>TCP connection states per process and port, for Prometheus: which program leaks "
    "connections, and since when.</p>\n";

std::string Link(std::string_view path, std::string_view what) {
  const std::string escaped = EscapedHtml(path);
  return "<dt><a href=\"" + escaped + "\">" + escaped + "</a></dt>\n<dd>" + std::string(what) +
         "</dd>\n";
}

}  // namespace

std::string LinksPage(const BuildInfo& build, std::string_view telemetry_path) {
  std::string html(kHead);
  html += "<h1>sockwatch</h1>\n";
  html += "<p><small>" + VersionText(build) + "</small></p>\n";
  html += kIntroduction;
  html += "<dl>\n";
  html += Link(telemetry_path, "Metrics, in Prometheus' text format");
  html += Link("/-/healthy", "Is the process alive?");
  html += Link("/-/ready", "Has it sampled this host lately?");
  html += "</dl>\n</body>\n</html>\n";
  return html;
}

}  // namespace sockwatch
