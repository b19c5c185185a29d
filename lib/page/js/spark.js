// Curves of the last hour. Steps without a sample are gaps, not zeros.

const kSvg = "http://www.w3.org/2000/svg";
const kHeight = 100;

function svgElement(tag, className) {
  const node = document.createElementNS(kSvg, tag);
  node.setAttribute("class", className);
  return node;
}

// Runs of points without a gap, as [[x, value], ...].
function runsOf(points) {
  const runs = [];
  let run = null;
  points.forEach((value, x) => {
    if (value === null) {
      run = null;
      return;
    }
    if (run === null) runs.push(run = []);
    run.push([x, value]);
  });
  return runs;
}

function pathsOf(points, most) {
  const y = (value) => (kHeight - kHeight * value / most).toFixed(1);
  let line = "";
  let area = "";
  for (const run of runsOf(points)) {
    const top = run.map(([x, value]) => `${x} ${y(value)}`).join("L");
    const first = run[0][0];
    const last = run[run.length - 1][0];
    line += `M${top}${run.length === 1 ? "h0.5" : ""}`;
    area += `M${first} ${kHeight}L${top}L${last} ${kHeight}Z`;
  }
  return {line, area};
}

// What the curve shows, for who cannot see it.
function curveText(name, points) {
  const known = points.filter((value) => value !== null);
  if (known.length === 0) return `${name}: nothing is known of the last hour`;
  return `${name} in the last hour: from ${count(Math.min(...known))} to ` +
    `${count(Math.max(...known))}, ${count(known[known.length - 1])} last`;
}

function curve(name) {
  const area = svgElement("path", "area");
  const line = svgElement("path", "line");
  const second = svgElement("path", "line second");
  const svg = svgElement("svg", "");
  svg.append(area, line, second);
  svg.setAttribute("role", "img");
  svg.setAttribute("preserveAspectRatio", "none");
  return {node: svg, update(points, hot, others = null) {
    const known = [...points, ...(others ?? [])].filter((value) => value !== null);
    const most = Math.max(1, ...known);
    const paths = pathsOf(points, most);
    setAttribute(svg, "viewBox", `0 0 ${Math.max(1, points.length - 1)} ${kHeight}`);
    setAttribute(svg, "aria-label", curveText(name, points));
    setAttribute(svg, "class", hot ? "hot" : "");
    setAttribute(line, "d", paths.line);
    setAttribute(area, "d", paths.area);
    setAttribute(second, "d", others ? pathsOf(others, most).line : "");
  }};
}
