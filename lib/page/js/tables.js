// States, ephemeral ports, accept queues, programs.

const kCurveStates = ["close_wait", "established", "time_wait"];

const kCurves = new List(byId("curves"), (row) => row.state, ({state}) => {
  const value = element("span", "value");
  const spark = curve(stateName(state));
  const node = element("div", "", element("div", "row", element("span", "", stateName(state)), value),
    spark.node);
  return {node, update(row) {
    setText(value, count(row.sockets));
    spark.update(row.points, row.hot);
  }};
});

const kStates = new List(byId("states"), (row) => row.name, ({name}) => {
  const value = element("dd");
  return {node: element("div", "", element("dt", "", name), value), update({sockets}) {
    setText(value, count(sockets));
    value.parentNode.className = sockets === 0 ? "zero" : "";
  }};
});

function showStates(doc) {
  const {states, history, leaks} = doc.data;
  const leaking = leaks.some((leak) => leak.verdict === "leak");
  kCurves.update(kCurveStates.map((state) => (
    {state, sockets: states.total[state], points: history.total[state],
      hot: leaking && state === "close_wait"})));
  const rest = Object.entries(states.total).filter(([state]) => !kCurveStates.includes(state));
  kStates.update(rest.map(([state, sockets]) => ({name: stateName(state), sockets})));
}

// One with nothing to show says so instead.
function showTable(name, rows, none) {
  setShown(byId(name), rows.length > 0);
  setShown(byId(`${name}-none`), rows.length === 0);
  setText(byId(`${name}-none`), none);
}

// A row of `cells` cells: the first heads it.
function tableRow(cells) {
  const head = element("th", "head");
  head.scope = "row";
  const numbersOf = Array.from({length: cells}, () => element("td", "n"));
  return {head, numbersOf, node: element("tr", "", head, ...numbersOf)};
}

function setNumbers(cells, values) {
  cells.forEach((cell, i) => {
    setText(cell, count(values[i]));
    cell.classList.toggle("zero", values[i] === 0);
  });
}

const kPorts = new List(byId("ports").tBodies[0], (row) => row.key, () => {
  const row = tableRow(3);
  const bar = barCell();
  row.node.append(bar.node);
  return {node: row.node, update(use) {
    setText(row.head, use.name);
    setNumbers(row.numbersOf, [use.held, use.time_wait, use.limit]);
    bar.update(use.used_ratio, use.used_ratio > 0.75);
  }};
});

function portName(use) {
  const from = use.netns === "host" ? use.source : `${use.source} (${use.netns})`;
  if (use.destination === null) return `${from} → a hidden address`;
  return `${from} → ${use.destination === "all" ? "all together" : use.destination}`;
}

// A source with one destination says nothing new over all of them.
function saysMore(use, uses) {
  return use.held + use.time_wait > 0 && (use.destination !== "all" || !uses.some((other) =>
    other !== use && other.netns === use.netns && other.source === use.source &&
    other.held === use.held && other.time_wait === use.time_wait));
}

function showPorts(doc) {
  const used = doc.data.ports.filter((use) => saysMore(use, doc.data.ports));
  used.sort((a, b) => b.used_ratio - a.used_ratio);
  kPorts.update(used.map((use, i) => {
    const name = portName(use);
    return {...use, name, key: use.destination === null ? `${name} ${i}` : name};
  }));
  showTable("ports", used, "None is in use for connections from here.");
}

const kQueues = new List(byId("queues").tBodies[0], keyOf, () => {
  const row = tableRow(3);
  const bar = barCell();
  row.node.append(bar.node);
  return {node: row.node, update(queue) {
    setText(row.head, `${programName(queue)}, ${placeOf(queue)}`);
    setNumbers(row.numbersOf, [queue.length, queue.peak, queue.limit]);
    const ratio = queue.length / Math.max(1, queue.limit);
    bar.update(ratio, ratio >= 0.9);
  }};
});

function showQueues(doc) {
  const queues = doc.data.accept_queues.filter(({length, peak}) => length + peak > 0);
  kQueues.update(queues);
  showTable("queues", queues, "Empty: every program takes its connections at once.");
}

const kGroups = new List(byId("groups").tBodies[0], keyOf, (labels) => {
  const row = tableRow(4);
  const link = element("a", "", programName(labels));
  link.href = linkTo(labels);
  const place = element("small", "", placeOf(labels));
  row.head.append(link, " ", place);
  return {node: row.node, update({states, sockets, close_wait: closeWait}) {
    setNumbers(row.numbersOf, [states.close_wait, states.established, states.time_wait, sockets]);
    row.numbersOf[0].classList.toggle("hot", closeWait.leaking);
  }};
});

function showGroups(doc) {
  const {groups} = doc.data;
  kGroups.update(groups);
  showTable("groups", groups, "There is no socket.");
  const left = doc.total - groups.length;
  setShown(byId("groups-more"), left > 0);
  setText(byId("groups-more"), `${count(left)} more with fewer sockets: api/v1/groups has them.`);
}
