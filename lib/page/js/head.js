// The first thing that is read: is there a leak, and how long is there to act.

const kHeadline = byId("headline");
const kSubline = byId("subline");

const kLeakMeans = "Connections that the other side has closed are never closed here. Each costs a file " +
  "descriptor: without any left a program can neither accept nor open anything.";

function leakHeadline(leaks) {
  const times = leaks.map((leak) => leak.seconds_left).filter((seconds) => seconds !== null);
  const what = leaks.length === 1 ? `${programName(leaks[0])} leaks connections` :
    `${leaks.length} programs leak connections`;
  if (times.length === 0) return what;
  return `${what}: ≈\u00a0${roughly(Math.min(...times))}\u00a0left`;
}

// [class, headline, line below].
function verdictOf(doc) {
  const all = doc.data.leaks;
  const leaks = all.filter((leak) => leak.verdict === "leak");
  if (leaks.length > 0) return ["leak", leakHeadline(leaks), kLeakMeans];
  const suspects = all.filter((leak) => leak.verdict === "suspect");
  if (suspects.length > 0) {
    return ["suspect", `No leak so far, ${plural(suspects.length, "suspect", "suspects")}`,
      "Connections that the other side closed more than 5 minutes ago are still there, but do not " +
      "keep becoming more."];
  }
  if (doc.sampled_at === null) return ["unknown", "No sample yet", "sockwatchd has just started."];
  return ["good", "No leak", all.length === 0 ?
    "No connection waits to be closed (CLOSE_WAIT)." :
    "Connections wait to be closed (CLOSE_WAIT), none for more than 5 minutes."];
}

function showVerdict(doc) {
  const [className, headline, subline] = verdictOf(doc);
  byId("verdict").className = className;
  setText(kHeadline, headline);
  setText(kSubline, subline);
  document.title = `${className === "leak" ? "LEAK " : ""}${doc.host} – sockwatch`;
  setText(byId("host"), doc.host);
}

function showFilter(filter) {
  const names = filter.map(([name, value]) => `${name} ${value || "none"}`);
  setText(byId("filter-what"), `Only ${names.join(", ")}.`);
  setShown(byId("filter"), filter.length > 0);
}

// Said at the top where it bears on what the page can say.
function ownersNotice(doc) {
  const {unattributed, features} = doc.data.status;
  const unknown = Object.entries(unattributed).filter(([, sockets]) => sockets > 0);
  const sum = unknown.reduce((total, [, sockets]) => total + sockets, 0);
  const all = Object.values(doc.data.states.total).reduce((a, b) => a + b, 0);
  const blind = features.process_owners === false || features.attribution === false;
  if (sum === 0 || (!blind && sum < 0.1 * all)) return "";
  unknown.sort((a, b) => b[1] - a[1]);
  const reasons = unknown.map(([why, sockets]) => `${count(sockets)} ${kReasons[why] ?? why}`);
  const advice = features.process_owners === false ?
    " Give sockwatchd CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH to see them." : "";
  return `The owners of ${count(sum)} of ${count(all)} sockets are unknown: ` +
    `${reasons.join("; ")}.${advice}`;
}

function showOwners(doc) {
  const notice = ownersNotice(doc);
  setText(byId("owners"), notice);
  setShown(byId("owners"), notice !== "");
}
