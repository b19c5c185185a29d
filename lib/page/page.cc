#include "page/page.h"

#include <cstdint>

#include "export/gzip.h"
#include "page/html_text.h"
#include "page/page_source.h"

namespace sockwatch {
namespace {

void Replace(std::string_view mark, std::string_view text, std::string& html) {
  for (std::size_t at = html.find(mark); at != std::string::npos;
       at = html.find(mark, at + text.size())) {
    html.replace(at, mark.size(), text);
  }
}

// FNV-1a: tells one build's page from another's, which is all that a tag has to do.
std::string TagOf(std::string_view text) {
  constexpr std::uint64_t kOffset = 14695981039346656037U;
  constexpr std::uint64_t kPrime = 1099511628211U;
  std::uint64_t hash = kOffset;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  return "W/\"" + std::to_string(hash) + "\"";
}

std::string Policy() {
  std::string policy = "default-src 'none'; connect-src 'self'; img-src data:; style-src '";
  policy.append(StyleHash()).append("'; script-src '").append(ScriptHash());
  return policy.append("'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
}

}  // namespace

Page MakePage(const BuildInfo& build, std::string_view telemetry_path) {
  constexpr int kSmall = 9;
  Page page{.html = std::string(PageSource()), .gzip = {}, .etag = {}, .policy = Policy()};
  Replace("%VERSION%", VersionText(build), page.html);
  Replace("%METRICS%", EscapedHtml(telemetry_path), page.html);
  page.gzip = Gzip(page.html, kSmall);
  page.etag = TagOf(page.html);
  return page;
}

}  // namespace sockwatch
