// What the tests of the page share: Debian's Chromium on a running sockwatchd. From the
// environment: URL, ELSEWHERE (the same by an address that is not loopback), DAEMON and VISITORS
// (process ids).
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {after, before} from "node:test";
import {chromium} from "playwright-core";

export const {URL: url, ELSEWHERE: elsewhere} = process.env;
export const daemon = Number(process.env.DAEMON);
export const visitors = process.env.VISITORS.split(" ").map(Number);
export const hostile = "<img src=x onerror=alert(1)>";
export const kDesktop = {width: 1280, height: 900};
export const kPhone = {width: 390, height: 844};

let browser;
before(async () => {
  browser = await chromium.launch({executablePath: "/usr/bin/chromium", args: ["--no-sandbox"]});
});
after(() => browser.close());

// A page that fails the test for an error of its scripts, a broken policy, or a dialog.
export async function newPage(t, options = {}) {
  const context = await browser.newContext({viewport: kDesktop, ...options});
  const page = await context.newPage();
  const trouble = [];
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("dialog", (dialog) => trouble.push(`dialog: ${dialog.message()}`));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) trouble.push(message.text());
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(trouble, []);
  });
  return page;
}

// Until it shows what it was answered.
export async function open(page, {hash = "", from = url} = {}) {
  await page.goto(from + hash);
  await page.waitForFunction(() => document.getElementById("headline").textContent !== "…");
}

export async function opened(t, options = {}) {
  const page = await newPage(t, options);
  await open(page, options);
  return page;
}

export function nextAnswer(page) {
  return page.waitForResponse((response) => response.url().includes("/api/v1/overview"));
}

// The page and the document that it shows. The page is then left alone: it asks no more.
export async function shownDocument(page) {
  const response = await nextAnswer(page);
  const doc = await response.json();
  await page.waitForFunction((at) => window.performance.now() > at,
    await page.evaluate(() => window.performance.now() + 200));
  return doc;
}

export const card = (page, process) => page.locator("details").filter({hasText: process}).first();

export const texts = (locator) => locator.evaluateAll((nodes) =>
  nodes.map((node) => node.textContent.replaceAll("\u00a0", " ").trim()));

// Sockets in a state, as ss counts them.
export function ss(state, ...filter) {
  return execFileSync("ss", ["-Htan", "state", state, ...filter]).toString().split("\n").length - 1;
}

export const asNumber = (text) => Number(text.replaceAll(",", ""));
