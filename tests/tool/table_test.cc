#include "tool/table.h"

#include <catch2/catch.hpp>

namespace sockwatch::tool {
namespace {

const std::vector<Column> kColumns = {{"name", "NAME"}, {"states.close_wait", "CW", Align::kRight}};

Json Row(const std::string& name, int close_wait) {
  return {{"name", name}, {"states", {{"close_wait", close_wait}}}};
}

TEST_CASE("columns are aligned, numbers to the right, and lines end with their text") {
  const Json rows = {Row("nginx", 3), Row("größe", 1200)};
  CHECK(TableText(kColumns, rows, 0) ==
        "NAME     CW\n"
        "nginx     3\n"
        "größe  1200\n");
}

TEST_CASE("a table without rows has its titles") {
  CHECK(TableText(kColumns, Json::array(), 0) == "NAME  CW\n");
}

TEST_CASE("a value that is missing is an empty cell") {
  CHECK(TableText(kColumns, Json::array({Json::object()}), 0) == "NAME  CW\n\n");
  CHECK(TableText(kColumns, Json::array({{{"name", nullptr}, {"states", 7}}}), 0) ==
        "NAME  CW\n\n");
}

TEST_CASE("text is shortened to fit a terminal, numbers never") {
  const Json rows = Json::array({Row("a-program-with-a-long-name", 1200)});
  CHECK(TableText(kColumns, rows, 16) ==
        "NAME          CW\n"
        "a-program…  1200\n");
  CHECK(TableText(kColumns, rows, 3) ==
        "NAME        CW\n"
        "a-progr…  1200\n");
}

TEST_CASE("without a terminal nothing is shortened") {
  const std::string name(500, 'x');
  CHECK(TableText(kColumns, Json::array({Row(name, 1)}), 0).find(name) != std::string::npos);
}

TEST_CASE("a row cannot break out of its line") {
  CHECK(TableText(kColumns, Json::array({Row("a\nb\x1b[2J", 1)}), 0).find("a?b?[2J") !=
        std::string::npos);
}

TEST_CASE("CSV is that of RFC 4180, with keys for titles and values as they are") {
  const Json rows = {Row("a,b", 1), Row("say \"x\"", 2), {{"name", nullptr}}, {{"name", {1, 2}}}};
  CHECK(CsvText(kColumns, rows) ==
        "name,states.close_wait\r\n"
        "\"a,b\",1\r\n"
        "\"say \"\"x\"\"\",2\r\n"
        ",\r\n"
        "\"[1,2]\",\r\n");
}

}  // namespace
}  // namespace sockwatch::tool
