#include "page/page.h"

#include <catch2/catch.hpp>
#include <string>

#include "page/page_source.h"

namespace sockwatch {
namespace {

bool Has(const std::string& html, const std::string& what) {
  return html.find(what) != std::string::npos;
}

Page Make(std::string_view version = "0.1.0") {
  return MakePage({std::string(version), "0123abc", "g++ 12.2.0"}, "/telemetry");
}

}  // namespace

TEST_CASE("The page is one file, whole and small", "[page]") {
  const Page page = Make();
  CHECK(page.html.starts_with("<!DOCTYPE html>"));
  CHECK(page.html.ends_with("</html>\n"));
  CHECK(page.html.size() < 150'000);
  CHECK(page.gzip.size() < page.html.size() / 2);
  CHECK_FALSE(page.gzip.empty());
  for (const auto* mark : {"%STYLE%", "%SCRIPT%", "%VERSION%", "%METRICS%"}) {
    CHECK_FALSE(Has(page.html, mark));
  }
}

TEST_CASE("The page leads to all that is served, without a script too", "[page]") {
  const Page page = Make();
  CHECK(Has(page.html, "href=\"/telemetry\""));
  CHECK(Has(page.html, "href=\"/-/healthy\""));
  CHECK(Has(page.html, "href=\"/-/ready\""));
  CHECK(Has(page.html, "<noscript>"));
  CHECK(Has(page.html, "version 0.1.0, revision 0123abc, built with g++ 12.2.0"));
}

TEST_CASE("The page escapes what is put into it", "[page]") {
  const Page page = MakePage({"<b>", "", ""}, "/a\"b");
  CHECK(Has(page.html, "version &lt;b&gt;"));
  CHECK(Has(page.html, "href=\"/a&quot;b\""));
}

TEST_CASE("The policy allows this style and this script, and nothing from elsewhere", "[page]") {
  const Page page = Make();
  CHECK(Has(page.policy, "default-src 'none'"));
  CHECK(Has(page.policy, "script-src '" + std::string(ScriptHash()) + "'"));
  CHECK(Has(page.policy, "style-src '" + std::string(StyleHash()) + "'"));
  CHECK_FALSE(Has(page.policy, "unsafe"));
  CHECK(ScriptHash().size() == std::string("sha256-").size() + 44);
}

TEST_CASE("The script never makes HTML of what it is given", "[page]") {
  for (const auto* way : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                          "new Function", "srcdoc"}) {
    CHECK_FALSE(Has(Make().html, way));
  }
}

TEST_CASE("Another build has another tag, the same build the same", "[page]") {
  CHECK(Make().etag == Make().etag);
  CHECK(Make().etag != Make("0.1.1").etag);
  CHECK(Make().etag.starts_with("W/\""));
}

}  // namespace sockwatch
