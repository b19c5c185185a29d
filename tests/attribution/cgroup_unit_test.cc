#include "attribution/cgroup_unit.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <vector>

#include "attribution/container_name.h"
#include "attribution/label_text.h"

namespace sockwatch {

namespace {

struct Sample {
  std::string what, path, unit, container, pod;
};

std::vector<Sample> ReadSamples() {
  std::ifstream file(SOCKWATCH_FIXTURES "/cgroup/paths.tsv");
  std::vector<Sample> samples;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    Sample s;
    for (std::string* field : {&s.what, &s.path, &s.unit, &s.container, &s.pod}) {
      std::getline(fields, *field, '\t');
    }
    samples.push_back(s);
  }
  REQUIRE(samples.size() > 70);
  return samples;
}

std::string Text(const CgroupPlace& place) {
  return place.unit + '|' + place.container + '|' + place.pod;
}

bool FitForLabel(const std::string& text) { return text == LabelText(text, kUnitLimit); }

void CheckCutOff(const Sample& sample, std::size_t size) {
  const CgroupPlace place = FindCgroupPlace(std::string_view(sample.path).substr(0, size));
  INFO(sample.path.substr(0, size));
  CHECK((FitForLabel(place.unit) && FitForLabel(place.container)));
  if (sample.what.find("in a pod") != std::string::npos) return;  // two of them, or not its own
  CHECK((place.pod.empty() || place.pod == sample.pod));
}

}  // namespace

TEST_CASE("Every runtime and driver is recognised by its cgroup path") {
  for (const Sample& sample : ReadSamples()) {
    INFO(sample.what << ": " << sample.path);
    CHECK(Text(FindCgroupPlace(sample.path)) ==
          Text({.unit = sample.unit, .container = sample.container, .pod = sample.pod}));
    CHECK(CgroupUnit(sample.path) == sample.unit);
  }
}

TEST_CASE("A path cut off anywhere gives labels, and no pod but a whole one") {
  for (const Sample& sample : ReadSamples()) {
    for (std::size_t size = 0; size < sample.path.size(); ++size) CheckCutOff(sample, size);
  }
}

TEST_CASE("The root, init.scope and plain slices are no unit") {
  const std::string path = GENERATE("", "/", "/init.scope", "/system.slice", "/user.slice/x",
                                    "relative", "//", "/servicefoo", "/lxc", "/lxc/", ":", "/..");
  CHECK(Text(FindCgroupPlace(path)) == "||");
}

TEST_CASE("A name is fit for a label whatever the cgroup is called") {
  CHECK(CgroupUnit("/a\tb\xff.service") == "a_b_.service");
  CHECK(CgroupUnit("/" + std::string(300, 'x') + ".service").size() == kUnitLimit);
  CHECK(FindCgroupPlace("/lxc.payload." + std::string(300, 'x')).container.size() == kUnitLimit);
  CHECK(FindCgroupPlace("/machine-a\\x00\\xff\\x2.scope").container == "machine-a__\\x2");
}

}  // namespace sockwatch
