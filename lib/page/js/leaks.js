// A program at a port: who, since when, towards whom, how long; opened, why, and what to do.

// [["under 1 min", sockets], ...]: what is older than one age and not older than the next.
function bandsOf(leak) {
  const ages = Object.entries(leak.older_than).map(([age, sockets]) => [secondsOf(age), sockets]);
  ages.sort((a, b) => a[0] - b[0]);
  const limits = [[0, leak.close_wait], ...ages];
  return limits.map(([age, sockets], i) => {
    const next = limits[i + 1];
    const name = !next ? `over ${ageName(age)}` :
      i === 0 ? `under ${ageName(next[0])}` : `${ageName(age)} to ${ageName(next[0])}`;
    return {name, sockets: sockets - (next ? next[1] : 0), hot: age >= 300};
  });
}

function remoteName(remote) {
  return remote === "other" ? "others, and young ones" : remote;
}

function towards(leak) {
  if (leak.remotes === null) return ["hidden", "shown on the host itself"];
  const named = leak.remotes.filter(({remote}) => remote !== "other");
  if (named.length === 0) return ["–", leak.remotes.length ? "too young to be named" : ""];
  const more = leak.remotes.length > 1 ? `, and ${plural(leak.remotes.length - 1, "more", "more")}` : "";
  return [named[0].remote, `${count(named[0].sockets)} of ${count(leak.close_wait)}${more}`];
}

function since(leak, now) {
  const at = leak.leaking_since ?? leak.oldest_at;
  if (at === null) return [kUnknown, ""];
  return [duration(now - at), `${leak.leaking_since === null ? "oldest " : ""}since ${clock(at)}`];
}

function barTable(title, what) {
  const body = element("tbody");
  const head = element("tr", "");
  for (const name of [what, "sockets", "share"]) {
    const cell = element("th", name === "sockets" ? "n" : "", name);
    cell.scope = "col";
    head.append(cell);
  }
  const caption = element("caption", "", title);
  const node = element("table", "", caption, element("thead", "", head), body);
  const list = new List(body, (row) => row.name, () => {
    const name = element("td");
    const sockets = element("td", "n");
    const bar = barCell();
    return {node: element("tr", "", name, sockets, bar.node), update(row) {
      setText(name, row.name);
      setText(sockets, count(row.sockets));
      sockets.classList.toggle("zero", row.sockets === 0);
      bar.update(row.ratio, row.hot && row.sockets > 0);
    }};
  });
  return {node, update(rows) {
    const sum = Math.max(1, rows.reduce((total, row) => total + row.sockets, 0));
    list.update(rows.map((row) => ({...row, ratio: row.sockets / sum})));
  }};
}

function summaryOf() {
  const name = element("span");
  const badge = element("span", "badge");
  const place = element("p");
  const spark = curve("CLOSE_WAIT");
  const facts = {
    held: fact("held", "not closed"), since: fact("since", "for"),
    towards: fact("towards", "towards"), left: fact("left", "time left"),
  };
  const node = element("summary", "",
    element("div", "who", element("h3", "", name, " ", badge), place), facts.held.node,
    facts.since.node, facts.towards.node, facts.left.node, element("div", "spark", spark.node));
  return {node, update({labels, leak, history}, now) {
    setText(name, programName(labels));
    setText(place, placeOf(labels));
    setText(badge, kVerdicts[leak?.verdict ?? "none"]);
    setShown(spark.node.parentNode, Boolean(history));
    if (history) spark.update(history.close_wait, leak?.verdict === "leak");
    for (const one of Object.values(facts)) setShown(one.node, Boolean(leak));
    if (!leak) return;
    const growth = growthText(leak);
    const old = `${count(leak.older_than["5m"])} over 5\u00a0min`;
    facts.held.update(count(leak.close_wait), growth ? `${old}, ${growth}` : old);
    facts.since.update(...since(leak, now));
    facts.towards.update(...towards(leak));
    facts.left.update(...timeLeft(leak));
  }};
}

function historyPart() {
  const chart = curve("CLOSE_WAIT, and dashed those over 5 minutes,");
  const from = element("span");
  const most = element("small");
  const node = element("div", "big wide", element("h4", "", "The last hour ", most), chart.node,
    element("div", "axis", from, element("span", "", "now")));
  return {node, update(history, hot, end) {
    chart.update(history.close_wait, hot, history.old);
    const known = history.close_wait.filter((value) => value !== null);
    setText(from, clock(end - 3600));
    setText(most, `up to ${count(Math.max(0, ...known))} in CLOSE_WAIT; dashed: over 5\u00a0min`);
  }};
}

function socketCommand(labels) {
  const where = /^\d+$/.test(labels.port) ?
    ` "( sport = :${labels.port} or dport = :${labels.port} )"` : "";
  return `ss -tanpo state close-wait${where}`;
}

function firstSteps(labels, leak) {
  const steps = [kCauses[mainCause(leak.causes)].first];
  if (leak.leaking_since !== null) {
    steps.push(`It began about ${clock(leak.leaking_since)}: what was released or changed then?`);
  }
  steps.push("Before a restart, which frees everything and lets it begin again, take the evidence:");
  return steps;
}

function doFirst() {
  const steps = new List(element("ol"), (step) => step.index, () => {
    const node = element("li");
    return {node, update(step) { setText(node, step.text); }};
  });
  const command = element("pre");
  command.tabIndex = 0;
  const runbook = element("a", "", "Runbook");
  const node = element("div", "wide", element("h4", "", "What to do first"), steps.parent, command,
    element("p", "", runbook, ": causes, fixes, what not to do"));
  return {node, update({labels, leak}) {
    steps.update(firstSteps(labels, leak).map((text, index) => ({text, index})));
    setText(command, socketCommand(labels));
    const section = leak.verdict === "leak" ? "sockwatchclosewaitleak" : "sockwatchclosewaitstale";
    setAttribute(runbook, "href", kRunbook + section);
  }};
}

function countersText({states, entered, left, queues}) {
  const parts = [`${plural(states.established, "connection", "connections")} established`];
  for (const state of ["close_wait", "time_wait"]) {
    parts.push(`${stateName(state)} entered ${plural(entered[state], "time", "times")}, left ` +
      plural(left[state], "time", "times"));
  }
  parts.push(`${bytes(queues.receive_bytes)} to be read, ${bytes(queues.send_bytes)} to be sent`);
  return `${parts.join("; ")}.`;
}

function fdsText({fds}) {
  if (fds === null) return "File descriptors: cannot be seen.";
  const limit = fds.limit === null ? "without a limit" : `of ${count(fds.limit)}`;
  return `File descriptors of the process nearest its limit: ${count(fds.open)} open ${limit}, ` +
    `${count(fds.close_wait)} of them in CLOSE_WAIT.`;
}

// For labels in a query string; what is empty there is none of its values.
function socketsLink(labels) {
  const names = kFilters.filter((name) => labels[name] !== "" || name === "unit");
  const query = new URLSearchParams(names.map((name) => [name, labels[name]]));
  return `api/v1/sockets?${query}&state=close_wait`;
}

function numbersPart() {
  const fds = element("p");
  const growth = element("p");
  const counters = element("p");
  const link = element("a", "", "Link to this program");
  const sockets = element("a", "", "Its sockets in CLOSE_WAIT one by one, as JSON");
  const node = element("div", "wide", element("h4", "", "Numbers"), fds, growth, counters,
    element("p", "", link, " · ", sockets));
  return {node, update({labels, leak, group}) {
    setText(fds, leak ? fdsText(leak) : "");
    setText(growth, leak && growthText(leak) ? `CLOSE_WAIT: ${growthText(leak)}.` : "");
    setText(counters, group ? countersText(group) : "");
    setAttribute(link, "href", linkTo(labels));
    setAttribute(sockets, "href", socketsLink(labels));
  }};
}

function remotesPart() {
  const table = barTable("Towards", "remote");
  const hidden = element("p", "", "Remote addresses are shown on the host itself or after " +
    "authentication only (web.api in the configuration).");
  const node = element("div", "", table.node, hidden);
  return {node, update({remotes}) {
    setShown(table.node, remotes !== null);
    setShown(hidden, remotes === null);
    table.update((remotes ?? []).map(({remote, sockets}) => ({name: remoteName(remote), sockets})));
  }};
}

function bodyOf() {
  const sentence = element("p", "wide");
  const history = historyPart();
  const parts = [barTable("How old", "in CLOSE_WAIT"), remotesPart(), barTable("Why they stay", "cause"),
    doFirst()];
  const [ages, remotes, causes, steps] = parts;
  const figures = numbersPart();
  const node = element("div", "body", sentence, ...parts.map((part) => part.node),
    history.node, figures.node);
  return {node, update(program, end) {
    const {leak} = program;
    for (const part of parts) setShown(part.node, Boolean(leak));
    setText(sentence, leak ? `${leak.summary}.` : "No connection in CLOSE_WAIT.");
    setShown(history.node, Boolean(program.history));
    if (program.history) history.update(program.history, leak?.verdict === "leak", end);
    figures.update(program);
    if (!leak) return;
    ages.update(bandsOf(leak));
    remotes.update(leak);
    causes.update(Object.entries(leak.causes).map(([name, sockets]) => (
      {name: `${name}: ${kCauses[name]?.what ?? ""}`, sockets})));
    steps.update(program);
  }};
}

// Closed ones are filled when they are opened.
function programCard() {
  const head = summaryOf();
  const body = bodyOf();
  const node = element("details", "", head.node, body.node);
  let shown = null;
  const fill = () => body.update(...shown);
  node.addEventListener("toggle", () => { if (node.open) fill(); });
  return {node, update(program) {
    shown = [program, program.end];
    node.className = program.leak?.verdict ?? "none";
    head.update(program, program.now);
    if (node.open) fill();
  }};
}

const kPrograms = new List(byId("programs"), (program) => keyOf(program.labels), programCard);

// Leaks, worst first; where somebody asks for a program, all of its groups.
function programsOf(doc, filtered) {
  const {leaks, groups, history} = doc.data;
  const byKey = (rows) => new Map(rows.map((row) => [keyOf(row), row]));
  const [groupOf, historyOf, leakOf] = [byKey(groups), byKey(history.groups), byKey(leaks)];
  const rows = filtered ? [...leaks, ...groups.filter((group) => !leakOf.has(keyOf(group)))] : leaks;
  return rows.map((labels) => {
    const key = keyOf(labels);
    return {labels, leak: leakOf.get(key) ?? null, group: groupOf.get(key) ?? null,
      history: historyOf.get(key) ?? null, now: doc.now, end: history.end_at};
  });
}

// Who follows a link to a program wants to see it, not to open it.
function showPrograms(doc, filtered, open) {
  const programs = programsOf(doc, filtered);
  kPrograms.update(programs);
  if (open) for (const {node} of [...kPrograms.rows.values()].slice(0, 3)) node.open = true;
  const more = byId("programs-more");
  setShown(more, doc.truncated || (filtered && programs.length === 0));
  setText(more, programs.length === 0 ? "No such program has a socket now." :
    "There are more: this page shows the worst.");
}
