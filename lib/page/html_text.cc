#include "page/html_text.h"

#include "export/utf8.h"

namespace sockwatch {

std::string EscapedHtml(std::string_view text) {
  std::string html;
  for (const char c : ValidUtf8(text)) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

std::string VersionText(const BuildInfo& build) {
  std::string line = "version " + EscapedHtml(build.version);
  if (!build.revision.empty()) line += ", revision " + EscapedHtml(build.revision);
  if (!build.compiler.empty()) line += ", built with " + EscapedHtml(build.compiler);
  return line;
}

}  // namespace sockwatch
