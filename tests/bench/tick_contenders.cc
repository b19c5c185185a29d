#include "bench/tick_contenders.h"

#include "bench/bare_reader.h"
#include "bench/tick_pipelines.h"

namespace sockwatch::bench {

struct TickContenders::Parts {
  BareReader bare;
  std::uint64_t rows = 0;
  ParseOnly parse;
  PollAndRing ring;
  WholeTick whole;
};

TickContenders::TickContenders() : parts_(std::make_unique<Parts>()) {}
TickContenders::~TickContenders() = default;

std::uint64_t TickContenders::Rows() const { return parts_->rows; }

std::vector<Contender> TickContenders::List() {
  Parts* parts = parts_.get();
  return {
      {"bare reader", [parts] { parts->rows = parts->bare.Dump(); }},
      {"dump and parse", [parts] { parts->parse.Tick(); }},
      {"poller and ring", [parts] { parts->ring.Tick(); }},
      {"whole tick", [parts] { parts->whole.Tick(); }},
  };
}

}  // namespace sockwatch::bench
