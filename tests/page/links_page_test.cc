#include "page/links_page.h"

#include <catch2/catch.hpp>
#include <string>

namespace sockwatch {
namespace {

bool Has(const std::string& html, const std::string& what) {
  return html.find(what) != std::string::npos;
}

TEST_CASE("The plain page leads to all that is served", "[page]") {
  const std::string html = LinksPage({"0.1.0", "0123abc", "g++ 12.2.0"}, "/telemetry");
  CHECK(html.starts_with("<!DOCTYPE html>"));
  CHECK(Has(html, "<title>sockwatch</title>"));
  CHECK(Has(html, "href=\"/telemetry\""));
  CHECK(Has(html, "href=\"/-/healthy\""));
  CHECK(Has(html, "href=\"/-/ready\""));
  CHECK(Has(html, "version 0.1.0, revision 0123abc, built with g++ 12.2.0"));
}

TEST_CASE("The plain page needs no script and nothing from elsewhere", "[page]") {
  const std::string html = LinksPage({"0.1.0", "", ""}, "/metrics");
  CHECK_FALSE(Has(html, "<script"));
  CHECK_FALSE(Has(html, "http"));
}

TEST_CASE("What is unknown is not mentioned", "[page]") {
  const std::string html = LinksPage({"0.1.0", "", ""}, "/metrics");
  CHECK(Has(html, "version 0.1.0</small>"));
  CHECK_FALSE(Has(html, "revision"));
}

TEST_CASE("The plain page escapes what it prints", "[page]") {
  const std::string html = LinksPage({"<1&\"2\">", "'\xFF", ""}, "/a\"b<c");
  CHECK(Has(html, "version &lt;1&amp;&quot;2&quot;&gt;"));
  CHECK(Has(html, "revision &#39;\xEF\xBF\xBD"));
  CHECK(Has(html, "href=\"/a&quot;b&lt;c\""));
  CHECK_FALSE(Has(html, "b<c"));
}

}  // namespace
}  // namespace sockwatch
