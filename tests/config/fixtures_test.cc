// tests/fixtures/config: good/*.yaml load; bad/NAME.yaml give exactly the lines of bad/NAME.errors.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "config/load_text.h"

namespace sockwatch::test {
namespace {

std::vector<std::filesystem::path> YamlFiles(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  const auto path = std::filesystem::path(SOCKWATCH_FIXTURES) / "config" / folder;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> LinesOf(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  std::ifstream stream(path);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

Config LoadGood(const std::string& name) {
  return std::get<Config>(LoadConfigFile(SOCKWATCH_FIXTURES "/config/good/" + name));
}

}  // namespace

TEST_CASE("Every good file loads") {
  const auto files = YamlFiles("good");
  CHECK(files.size() >= 5);
  for (const auto& file : files) {
    INFO(file);
    CHECK(Texts(LoadConfigFile(file)).empty());
  }
}

TEST_CASE("Every bad file gives exactly its errors") {
  const auto files = YamlFiles("bad");
  CHECK(files.size() >= 20);
  for (const auto& file : files) {
    INFO(file);
    auto expected = file;
    CHECK(Texts(LoadConfigFile(file)) == LinesOf(expected.replace_extension(".errors")));
  }
}

TEST_CASE("Every key of a file reaches the configuration") {
  const Config config = LoadGood("every_key.yaml");
  CHECK(config.poll.interval == std::chrono::seconds(90));
  CHECK(config.limits == LimitsConfig{300, 6000, 50'000, 0, 100});
  CHECK(config.retention == std::chrono::hours(7 * 24));
  const std::vector<std::chrono::seconds> ages = {std::chrono::seconds(10), std::chrono::minutes(2),
                                                  std::chrono::minutes(90)};
  CHECK(config.close_wait.ages == ages);
  CHECK(config.attribution.cpu_budget == 0.025);
  REQUIRE(config.attribution.process_names.size() == 2);
  CHECK(config.attribution.process_names[0].unit == "tomcat@(.*)\\.service");
  CHECK(config.attribution.process_names[1].cmdline == ".*/celery worker.*");
}

TEST_CASE("Flow style and the line ends of Windows are read alike") {
  const Config config = LoadGood("flow_and_crlf.yaml");
  CHECK(config.poll.interval == std::chrono::milliseconds(250));
  CHECK(config.retention == std::chrono::minutes(90));
}

TEST_CASE("Empty sections are the defaults") { CHECK(LoadGood("empty_sections.yaml") == Config{}); }

}  // namespace sockwatch::test
