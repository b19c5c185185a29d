// For everybody: at night, on a phone, without a mouse, without sight.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {test} from "node:test";
import {kDesktop, kPhone, opened} from "./browser.mjs";

const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

async function violations(page) {
  await page.evaluate(axe);
  const {violations: found} = await page.evaluate(() => window.axe.run());
  return found.map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
}

for (const colorScheme of ["light", "dark"]) {
  for (const [name, viewport] of [["desktop", kDesktop], ["phone", kPhone]]) {
    test(`axe finds nothing: ${colorScheme}, ${name}`, async (t) => {
      const page = await opened(t, {colorScheme, viewport});
      for (const summary of await page.locator("summary").all()) await summary.click();
      assert.deepEqual(await violations(page), []);
    });
  }
}

test("dark and light are as the system has them", async (t) => {
  const brightness = async (colorScheme) => {
    const page = await opened(t, {colorScheme});
    const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    return Number(/\d+/.exec(color)[0]);
  };
  assert.ok(await brightness("light") > 200);
  assert.ok(await brightness("dark") < 50);
});

for (const width of [390, 320]) {
  test(`nothing has to be scrolled sideways, ${width} px wide`, async (t) => {
    const page = await opened(t, {viewport: {width, height: 844}});
    for (const summary of await page.locator("summary").all()) await summary.click();
    const beyond = await page.evaluate(() => [...document.querySelectorAll("body *")]
      .filter((node) => node.getBoundingClientRect().right > innerWidth + 1).map((node) => node.outerHTML));
    assert.deepEqual(beyond.filter((html) => !html.includes('class="skip"')), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
  });
}

test("the keyboard reaches everything, opens it, and shows where it is", async (t) => {
  const page = await opened(t);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const focused = () => page.evaluate(() => ({tag: document.activeElement.tagName,
    outline: getComputedStyle(document.activeElement).outlineStyle}));
  assert.deepEqual(await focused(), {tag: "SUMMARY", outline: "solid"});
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("details").first().getAttribute("open"), "");
  const seen = new Set();
  for (let i = 0; i < 60; ++i) {
    await page.keyboard.press("Tab");
    seen.add(await page.evaluate(() => document.activeElement.textContent));
  }
  for (const link of ["Runbook", "Link to this program", "sockwatchd", "Metrics", "API"]) {
    assert.ok(seen.has(link), link);
  }
});
