// libFuzzer on all that reads text from below /proc: whatever a process calls itself, nothing
// breaks and what comes out keeps its promises.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "attribution/cgroup_unit.h"
#include "attribution/container_name.h"
#include "attribution/label_text.h"
#include "attribution/proc_parse.h"
#include "attribution/process_name.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void NameSomebody(std::string_view comm, const std::string& exe, std::string_view cmdline) {
  sockwatch::ProcessFacts facts(std::string(comm), "",
                                {[&] { return exe; }, [&] { return std::string(cmdline); }});
  const std::string name = sockwatch::NameProcess(sockwatch::NamingRules(), facts);
  Require(!name.empty() && name.size() <= sockwatch::kProcessNameLimit);
  Require(name == sockwatch::LabelText(name, name.size()));
  Require(name != "other" && name != "unattributed");
}

void PlaceSomebody(std::string_view path) {
  const sockwatch::CgroupPlace place = sockwatch::FindCgroupPlace(path);
  for (const std::string& label : {place.unit, place.container, place.pod}) {
    Require(label == sockwatch::LabelText(label, sockwatch::kUnitLimit));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto stat = sockwatch::ParseStat(text)) {
    NameSomebody(stat->comm, "/usr/bin/java", text);
  }
  PlaceSomebody(sockwatch::ParseCgroupPath(text));
  PlaceSomebody(text);
  sockwatch::ParseSocketLink(text);
  sockwatch::ParseCapEff(text);
  sockwatch::ParseMaxOpenFiles(text);
  sockwatch::ParseCgroup2Mount(text);
  NameSomebody(text.substr(0, 15), std::string(text.substr(0, 20)), text);
  for (const char* exe : {"java", "python3.11", "node", "ruby", "perl", "php8.2"}) {
    NameSomebody("x", exe, text);
  }
  return 0;
}
