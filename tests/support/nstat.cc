#include "support/nstat.h"

#include <sstream>
#include <stdexcept>

#include "support/child.h"

namespace sockwatch::testing {

std::uint64_t Nstat(const std::string& event) {
  const std::string name = "TcpExt" + event;
  Child nstat = Child::Exec({"nstat", "-asz", name});
  std::istringstream output(nstat.Pipe().ReadAll());
  std::string word;
  std::uint64_t value = 0;
  if (!(output >> word >> word >> value) || word != name || nstat.Wait() != 0) {
    throw std::runtime_error("nstat did not understand " + name);
  }
  return value;
}

}  // namespace sockwatch::testing
