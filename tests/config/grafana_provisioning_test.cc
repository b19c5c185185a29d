// config/grafana: files that only Grafana reads, which does without what it does not understand.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "config/yaml_tree.h"

namespace sockwatch::test {
namespace {

YamlNode Shipped(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(SOCKWATCH_SOURCE_DIR "/config/" + name).rdbuf();
  ConfigErrors errors(name);
  const auto root = ParseYaml(text.str(), errors);
  REQUIRE(root.has_value());
  CHECK(errors.Empty());
  return *root;
}

const YamlNode& Member(const YamlNode& map, std::string_view key) {
  INFO(key);
  const YamlNode* const member = FindMember(map, key);
  REQUIRE(member != nullptr);
  return *member;
}

// The only item of the list `key` in a file of version 1.
YamlNode OnlyItem(const std::string& name, std::string_view key) {
  const YamlNode root = Shipped("grafana/provisioning/" + name);
  CHECK(Member(root, "apiVersion").text == "1");
  REQUIRE(Member(root, key).items.size() == 1);
  return Member(root, key).items.front();
}

}  // namespace

TEST_CASE("Grafana gets a data source that asks Prometheus") {
  const YamlNode source = OnlyItem("datasources/sockwatch.yaml", "datasources");
  CHECK(Member(source, "type").text == "prometheus");
  CHECK(Member(source, "access").text == "proxy");
  CHECK(Member(source, "url").text == "http://127.0.0.1:9090");
  CHECK_FALSE(Member(source, "name").text.empty());
}

TEST_CASE("Grafana knows how often Prometheus scrapes") {
  const YamlNode source = OnlyItem("datasources/sockwatch.yaml", "datasources");
  const YamlNode prometheus = Shipped("prometheus.yml");
  CHECK(Member(Member(source, "jsonData"), "timeInterval").text ==
        Member(Member(prometheus, "global"), "scrape_interval").text);
}

TEST_CASE("Grafana is told a folder to read the boards from") {
  const YamlNode provider = OnlyItem("dashboards/sockwatch.yaml", "providers");
  CHECK(Member(provider, "type").text == "file");
  CHECK_THAT(Member(Member(provider, "options"), "path").text, Catch::StartsWith("/"));
  CHECK_FALSE(Member(provider, "name").text.empty());
}

}  // namespace sockwatch::test
