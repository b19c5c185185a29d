// What a Puppet (puppet.h) does, order by order, in its own process.
#pragma once

#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/unique_fd.h"

namespace sockwatch::testing {

class PuppetHands {
 public:
  // The answer, "" if the order has none. Throws if it cannot be done.
  std::string Do(const std::string& order);

 private:
  using Words = std::istringstream;
  using Sockets = std::vector<UniqueFd>;

  void Listen(Words& words);
  void Accept(Words& words);
  void Connect(Words& words);
  void Begin(Words& words);
  void Try(Words& words);
  void Send(Words& words);
  void Fill(Words& words);
  void Unsent(Words& words);
  void Read(Words& words);
  void Drain(Words& words);
  void Fin(Words& words);
  void Await(Words& words);
  void Ports(Words& words);
  void Close(Words& words);
  void Open(Words& words);
  void Limit(Words& words);
  void Leave(Words& words);
  void Join(Words& words);
  void Run(Words& words);

  // The sockets that the next word names, each.
  void ForEach(Words& words, const std::function<void(int)>& act);

  std::map<std::string, UniqueFd> listeners_;  // by address
  std::map<std::string, Sockets> held_;        // by name
  std::vector<UniqueFd> others_;
  std::string answer_;
};

}  // namespace sockwatch::testing
