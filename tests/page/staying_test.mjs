// A refresh takes nothing from under the reader's eyes.
import assert from "node:assert/strict";
import {test} from "node:test";
import {card, kPhone, nextAnswer, opened, texts} from "./browser.mjs";

async function refreshed(page) {
  for (let i = 0; i < 2; ++i) await nextAnswer(page);
  await page.evaluate(() => new Promise(requestAnimationFrame));
}

test("what is open stays open, the focus and the place too, while numbers change", async (t) => {
  const page = await opened(t, {viewport: kPhone});
  const orders = card(page, "orders");
  await orders.locator("summary").focus();
  await page.keyboard.press("Enter");
  await page.evaluate(() => scrollTo(0, 700));
  // Not scrollY: where something comes in above, the page scrolls so that what is seen stays.
  const seen = await page.evaluateHandle(() => document.elementFromPoint(innerWidth / 2, 20));
  const place = () => page.evaluate((node) =>
    [Math.round(node.getBoundingClientRect().top), document.activeElement.tagName], seen);
  const [before, held] = [await place(), await texts(orders.locator(".held .value"))];
  await refreshed(page);
  assert.deepEqual(await place(), before);
  assert.equal(await orders.getAttribute("open"), "");
  assert.notDeepEqual(await texts(orders.locator(".held .value")), held);
});

test("text that is marked stays marked, and what is marked does not change", async (t) => {
  const page = await opened(t);
  const value = card(page, "orders").locator(".held");
  await value.evaluate((node) => document.getSelection().selectAllChildren(node));
  const marked = () => page.evaluate(() => document.getSelection().toString());
  const before = await marked();
  assert.match(before, /over 5/);
  await refreshed(page);
  assert.equal(await marked(), before);
});

test("rows that change places keep the focus", async (t) => {
  const page = await opened(t);
  const link = page.locator("#groups a").last();
  await link.focus();
  const name = await link.evaluate((node) => node.href);
  await page.evaluate(() => {
    const rows = document.querySelector("#groups tbody");
    rows.prepend(rows.lastChild);
    document.activeElement.blur();
    rows.firstChild.querySelector("a").focus();
  });
  await refreshed(page);
  assert.equal(await page.evaluate(() => document.activeElement.href), name);
  assert.equal(await page.locator("#groups a").last().evaluate((node) => node.href), name);
});

test("a tab that nobody sees does not ask, and asks at once when it is seen again", async (t) => {
  const page = await opened(t);
  const turn = (hidden) => page.evaluate((value) => {
    Object.defineProperty(document, "hidden", {value, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  await turn(true);
  let asked = 0;
  page.on("request", () => ++asked);
  await page.waitForTimeout(7000);
  assert.equal(asked, 0);
  const answer = nextAnswer(page);
  await turn(false);
  assert.equal((await answer).status(), 200);
});
