// What the daemon's words mean, and what to do about them first.

const kRunbook = "https://github.com/sockwatch/sockwatch/blob/main/dashboards/runbook.md#";

const kVerdicts = {leak: "LEAK", suspect: "SUSPECT", none: "no leak"};

const kCauses = {
  unread: {
    what: "nobody reads them: the end of the connection is still in the receive queue",
    first: "Look for a pool of idle connections that the other side closes first, or for a thread " +
      "that hangs: take a thread dump.",
  },
  held: {
    what: "read to the end, and never closed",
    first: "Look for a path that does not close: an error, a response that is dropped, a read() " +
      "of 0 that is taken for “nothing yet”.",
  },
  unaccepted: {
    what: "still in the accept queue: the program has not taken them",
    first: "The program does not accept: its accept loop is stuck, or all its threads are busy. " +
      "Take a thread dump.",
  },
};

const kReasons = {
  pending: "being looked up",
  no_process: "no process holds them",
  permission: "sockwatchd may not look into some processes",
  ambiguous: "several programs could be it",
  unseen: "closed before they were seen open",
  no_listener: "their listener has no name",
  limit: "beyond limits.sockets",
  off: "attribution is off",
};

const kFeatures = {
  process_owners: "owners of other users' sockets (CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH)",
  cgroup_units: "names of units",
  attribution: "finding owners",
};

const kStateNames = {fin_wait1: "FIN_WAIT1", fin_wait2: "FIN_WAIT2"};

function stateName(state) {
  return kStateNames[state] ?? state.toUpperCase();
}

function programName(labels) {
  if (labels.process === "unattributed") return "owner unknown";
  if (labels.process === "other") return "other programs, summed";
  return labels.process;
}

function placeOf(labels) {
  const port = labels.port === "dynamic" ? "changing ports" : `port ${labels.port}`;
  const parts = [];
  if (labels.role === "server") parts.push(`server on ${port}`);
  if (labels.role === "client") parts.push(`client of ${port}`);
  if (labels.unit) parts.push(labels.unit);
  if (labels.netns !== "host") parts.push(`network namespace ${labels.netns}`);
  return parts.join(" · ");
}

// The cause that most of them have.
function mainCause(causes) {
  return Object.keys(causes).reduce((a, b) => causes[b] > causes[a] ? b : a);
}

// How long until a process has no descriptor left, or why nobody can say.
function timeLeft(leak) {
  if (leak.seconds_left !== null) {
    const note = `${count(leak.fds.open)} of ${count(leak.fds.limit)} descriptors used`;
    return [`≈\u00a0${roughly(leak.seconds_left)}`, note];
  }
  if (leak.fds === null) return [kUnknown, "its descriptors cannot be seen"];
  const used = leak.fds.limit === null ? "no limit of descriptors" :
    `${count(leak.fds.open)} of ${count(leak.fds.limit)} descriptors used`;
  if (leak.verdict === "none") return ["–", used];
  if (leak.fds.close_wait === 0) return ["–", "they cost no descriptor yet"];
  if (leak.growth_per_hour === null) return [kUnknown, `growth is not known yet; ${used}`];
  if (leak.growth_per_hour <= 0) return ["not growing", used];
  return ["–", used];
}

function growthText(leak) {
  if (leak.growth_per_hour === null) return "";
  const growth = Math.round(leak.growth_per_hour);
  return growth === 0 ? "not growing" : `${growth > 0 ? "+" : "−"}${count(Math.abs(growth))} an hour`;
}
