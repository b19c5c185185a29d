// Network namespaces with a name, as `ip netns` makes them. Failures throw.
#pragma once

#include <string>

namespace sockwatch::testing {

// A new namespace with `lo` up, deleted with the object. Names are of the whole machine: give it
// one that nobody else has.
class NamedNetns {
 public:
  explicit NamedNetns(std::string name);
  NamedNetns(const NamedNetns&) = delete;
  NamedNetns& operator=(const NamedNetns&) = delete;
  ~NamedNetns();

  // Before the end of the object.
  void Delete();

  [[nodiscard]] const std::string& Name() const { return name_; }

 private:
  std::string name_;
  bool exists_ = false;
};

// Moves the calling thread (so: a process that has only one) into it.
void JoinNetns(const std::string& name);

// `ip ARGUMENT...`, with blanks between them; throws unless it succeeds.
void Ip(const std::string& arguments);

}  // namespace sockwatch::testing
