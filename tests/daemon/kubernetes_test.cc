// config/kubernetes, held against the program that it starts.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config_loader.h"
#include "config/yaml_tree.h"
#include "options.h"

namespace sockwatch {
namespace {

using Texts = std::vector<std::string>;

std::string FileText(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(SOCKWATCH_SOURCE_DIR "/" + name).rdbuf();
  return text.str();
}

// The value at a dotted path, of which a number is the index in a list; fails where it is not.
const YamlNode& At(const YamlNode& root, std::string_view path) {
  INFO(path);
  const YamlNode* node = &root;
  std::istringstream names{std::string(path)};
  for (std::string name; node != nullptr && std::getline(names, name, '.');) {
    node =
        node->kind == YamlKind::kList ? &node->items.at(std::stoul(name)) : FindMember(*node, name);
  }
  REQUIRE(node != nullptr);
  return *node;
}

std::string Text(const YamlNode& root, std::string_view path) { return At(root, path).text; }

Texts TextsAt(const YamlNode& root, std::string_view path) {
  Texts texts;
  for (const YamlNode& item : At(root, path).items) texts.push_back(item.text);
  return texts;
}

// The value of the item called `name` of a list at `path`.
const YamlNode& Named(const YamlNode& root, std::string_view path, const std::string& name) {
  INFO(path << " " << name);
  const std::vector<YamlNode>& items = At(root, path).items;
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&](const YamlNode& item) { return Text(item, "name") == name; });
  REQUIRE(found != items.end());
  return *found;
}

std::vector<YamlNode> Documents(const std::string& name) {
  const std::string text = FileText("config/kubernetes/" + name);
  std::vector<YamlNode> documents;
  for (std::size_t begin = 0, end = 0; end < text.size(); begin = end + 5) {
    end = std::min(text.find("\n---\n", begin), text.size());
    ConfigErrors errors(name);
    const auto root = ParseYaml(std::string_view(text).substr(begin, end - begin), errors);
    REQUIRE((root && errors.Empty()));
    documents.push_back(*root);
  }
  return documents;
}

YamlNode Document(std::string_view kind) {
  for (YamlNode& document : Documents("sockwatch-daemonset.yaml")) {
    if (Text(document, "kind") == kind) return document;
  }
  FAIL("no " << kind);
  return {};
}

struct Fixture {
  YamlNode set = Document("DaemonSet");
  YamlNode pod = At(set, "spec.template.spec");
  YamlNode container = At(pod, "containers.0");
};

// What the program makes of the arguments, on a node with the address 192.0.2.1.
Options ParsedArguments(const YamlNode& container) {
  Texts arguments = TextsAt(container, "args");
  std::vector<const char*> argv = {"sockwatchd"};
  for (std::string& argument : arguments) {
    const std::size_t variable = argument.find("$(HOST_IP)");
    if (variable != std::string::npos) argument.replace(variable, 10, "192.0.2.1");
    argv.push_back(argument.c_str());
  }
  return std::get<Options>(ParseOptions(static_cast<int>(argv.size()), argv.data(), "1"));
}

// The value of `key` in the systemd unit.
std::string UnitValue(const std::string& key) {
  std::istringstream lines(FileText("systemd/sockwatchd.service.in"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(key + "=")) return line.substr(key.size() + 1);
  }
  return "";
}

}  // namespace

TEST_CASE("The manifest is made of the objects that a DaemonSet needs, all in one namespace") {
  Texts objects;
  for (const YamlNode& document : Documents("sockwatch-daemonset.yaml")) {
    objects.push_back(Text(document, "apiVersion") + " " + Text(document, "kind"));
    CHECK(Text(document, "metadata.name") == "sockwatch");
    if (objects.size() > 1) CHECK(Text(document, "metadata.namespace") == "sockwatch");
  }
  CHECK(objects == Texts{"v1 Namespace", "v1 ServiceAccount", "v1 ConfigMap", "apps/v1 DaemonSet"});
}

TEST_CASE_METHOD(Fixture, "The DaemonSet selects its own pods and runs on every node") {
  constexpr std::string_view kLabel = "app.kubernetes.io/name";
  for (const char* labels : {"spec.selector.matchLabels", "spec.template.metadata.labels"}) {
    const YamlNode* const name = FindMember(At(set, labels), kLabel);
    REQUIRE(name != nullptr);
    CHECK(name->text == "sockwatch");
  }
  CHECK(Text(pod, "tolerations.0.operator") == "Exists");
  CHECK(At(pod, "tolerations.0").items.size() == 2);  // no key, no effect: all taints
}

TEST_CASE_METHOD(Fixture, "The pod sees the node's sockets and processes, and no API server") {
  CHECK(Text(pod, "hostNetwork") == "true");
  CHECK(Text(pod, "hostPID") == "true");
  CHECK(Text(pod, "automountServiceAccountToken") == "false");
  CHECK(Text(pod, "serviceAccountName") == Text(Document("ServiceAccount"), "metadata.name"));
  CHECK(Text(Document("ServiceAccount"), "automountServiceAccountToken") == "false");
  const YamlNode labels = At(Document("Namespace"), "metadata.labels");
  const YamlNode* const level = FindMember(labels, "pod-security.kubernetes.io/enforce");
  REQUIRE(level != nullptr);
  CHECK(level->text == "privileged");
}

TEST_CASE_METHOD(Fixture, "The container has three capabilities and nothing else of root") {
  const YamlNode context = At(container, "securityContext");
  CHECK(TextsAt(context, "capabilities.drop") == Texts{"ALL"});
  CHECK(TextsAt(context, "capabilities.add") ==
        Texts{"SYS_PTRACE", "DAC_READ_SEARCH", "SYS_ADMIN"});
  CHECK(Text(context, "runAsUser") == "0");
  CHECK(Text(context, "privileged") == "false");
  CHECK(Text(context, "allowPrivilegeEscalation") == "false");
  CHECK(Text(context, "readOnlyRootFilesystem") == "true");
  CHECK(Text(pod, "securityContext.seccompProfile.type") == "RuntimeDefault");
}

TEST_CASE_METHOD(Fixture, "The capabilities of the systemd unit are among the container's") {
  const Texts added = TextsAt(container, "securityContext.capabilities.add");
  std::istringstream wanted(UnitValue("AmbientCapabilities"));
  const Texts names{std::istream_iterator<std::string>(wanted), {}};
  CHECK(names.size() >= 2);
  for (const std::string& name : names) {
    INFO(name);
    CHECK(std::count(added.begin(), added.end(), name.substr(4)) == 1);  // without CAP_
  }
}

TEST_CASE_METHOD(Fixture, "The program takes the arguments and serves where it is asked") {
  const Options options = ParsedArguments(container);
  const std::string port = Text(Named(container, "ports", "metrics"), "containerPort");
  CHECK(options.listen_addresses == Texts{"192.0.2.1:" + port});
  CHECK(Text(Named(container, "ports", "metrics"), "hostPort") == port);
  CHECK(Text(Named(container, "env", "HOST_IP"), "valueFrom.fieldRef.fieldPath") ==
        "status.hostIP");
  for (const char* probe : {"livenessProbe", "readinessProbe"}) {
    CHECK(Text(At(container, probe), "httpGet.port") == "metrics");
  }
  CHECK(Text(container, "livenessProbe.httpGet.path") == "/-/healthy");
  CHECK(Text(container, "readinessProbe.httpGet.path") == "/-/ready");
}

TEST_CASE_METHOD(Fixture, "The configuration is mounted where it is read, and loads") {
  const YamlNode map = Document("ConfigMap");
  const YamlNode* const text = FindMember(At(map, "data"), "sockwatchd.yaml");
  REQUIRE(text != nullptr);
  CHECK(std::holds_alternative<Config>(LoadConfig(text->text, "sockwatchd.yaml")));
  CHECK(ParsedArguments(container).config_file ==
        Text(Named(container, "volumeMounts", "config"), "mountPath") + "/sockwatchd.yaml");
  CHECK(Text(Named(pod, "volumes", "config"), "configMap.name") == Text(map, "metadata.name"));
}

TEST_CASE_METHOD(Fixture, "What is mounted is there and cannot be written to") {
  const auto& mounts = At(container, "volumeMounts").items;
  CHECK(mounts.size() == At(pod, "volumes").items.size());
  for (const YamlNode& mount : mounts) {
    Named(pod, "volumes", Text(mount, "name"));
    CHECK(Text(mount, "readOnly") == "true");
  }
  // Else what is unmounted on the node would stay mounted, and alive, in here.
  CHECK(Text(Named(container, "volumeMounts", "netns"), "mountPropagation") == "HostToContainer");
}

TEST_CASE_METHOD(Fixture, "The container may use as much as the systemd unit") {
  CHECK(Text(container, "resources.limits.memory") == UnitValue("MemoryMax") + "i");
  CHECK(UnitValue("CPUQuota") == "50%");
  CHECK(Text(container, "resources.limits.cpu") == "500m");
  CHECK(Text(container, "resources.requests.memory") == "64Mi");
  CHECK(Text(container, "resources.requests.cpu") == "50m");
  CHECK(Text(pod, "terminationGracePeriodSeconds") == UnitValue("TimeoutStopSec"));
}

TEST_CASE_METHOD(Fixture, "The Prometheus Operator finds the pods, by the rules' job") {
  const YamlNode monitor = Documents("sockwatch-podmonitor.yaml").at(0);
  CHECK(Text(monitor, "apiVersion") == "monitoring.coreos.com/v1");
  CHECK(Text(monitor, "kind") == "PodMonitor");
  CHECK(Text(monitor, "metadata.namespace") == Text(set, "metadata.namespace"));
  const std::string label = Text(monitor, "spec.jobLabel");
  const YamlNode* const job = FindMember(At(set, "spec.template.metadata.labels"), label);
  REQUIRE(job != nullptr);
  CHECK(job->text == "sockwatch");
  CHECK(FindMember(At(monitor, "spec.selector.matchLabels"), label)->text == job->text);
  const YamlNode endpoint = At(monitor, "spec.podMetricsEndpoints.0");
  CHECK(Text(endpoint, "port") == Text(container, "ports.0.name"));
  CHECK(Text(endpoint, "path") == ParsedArguments(container).telemetry_path);
}

}  // namespace sockwatch
