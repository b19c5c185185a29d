// The daemon's own health: whether what it says can be relied on.

const kHealth = new List(byId("health"), (row) => row.name, ({name}) => {
  const value = element("dd");
  return {node: element("div", "", element("dt", "", name), value), update(row) {
    setText(value, row.text);
    value.className = row.bad ? "bad" : "";
  }};
});

function ofLimit(number, limit) {
  return {text: `${count(number)} of ${count(limit)}`, bad: number >= limit};
}

function lastDump(status) {
  if (status.last_dump === null) return {text: "none yet", bad: true};
  const {result, seconds} = status.last_dump;
  return {text: `${result}, took ${(1000 * seconds).toFixed(1)} ms`, bad: result !== "complete"};
}

function cpuText({cpu_seconds: cpu, uptime_seconds: uptime}) {
  return cpu === null || !uptime ? kUnknown : `${percent(cpu / uptime)} of a core`;
}

function ownersText(status) {
  const off = Object.keys(status.features).filter((name) => !status.features[name]);
  if (off.length === 0) return {text: "all that they need is there"};
  return {text: `not: ${off.map((name) => kFeatures[name] ?? name).join("; ")}`, bad: true};
}

function sumText(counts) {
  const some = Object.entries(counts).filter(([, number]) => number > 0);
  return some.length === 0 ? "none" :
    some.map(([name, number]) => `${count(number)} ${kReasons[name] ?? name.replaceAll("_", " ")}`)
      .join(", ");
}

function healthRows(doc) {
  const {status} = doc.data;
  const {sampled, failed = 0} = status.namespaces;
  return [
    {name: "ready", text: status.ready ? "yes" : "no", bad: !status.ready},
    {name: "last sample", text: doc.sampled_at === null ? "none yet" : clock(doc.sampled_at),
      bad: doc.stale},
    {name: "samples every", text: duration(doc.interval_seconds)},
    {name: "last dump", ...lastDump(status)},
    {name: "up for", text: duration(status.uptime_seconds)},
    {name: "CPU since start", text: cpuText(status)},
    {name: "memory", text: bytes(status.rss_bytes)},
    {name: "privileges", ...ownersText(status)},
    {name: "sockets without an owner", text: sumText(status.unattributed)},
    {name: "owner taken from the port", text: count(status.provisional)},
    {name: "groups", ...ofLimit(status.groups, status.groups_limit)},
    {name: "groups summed as other", text: count(status.folded_groups), bad: status.folded_groups > 0},
    {name: "series", ...ofLimit(status.series, status.series_limit)},
    {name: "namespaces", text: failed ? `${count(sampled)}, ${count(failed)} not sampled` :
      count(sampled), bad: failed > 0},
    {name: "errors since start", text: sumText(status.errors),
      bad: Object.keys(status.errors).length > 0},
  ];
}

function showHealth(doc) {
  kHealth.update(healthRows(doc));
}
