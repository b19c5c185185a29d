// What the tests of the page share: Debian's Chromium on a running sockwatchd, whose URL is in the
// environment.
import assert from "node:assert/strict";
import {after, before} from "node:test";
import {chromium} from "playwright-core";

export const {URL: url} = process.env;
const kDesktop = {width: 1280, height: 900};

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
export async function open(page) {
  await page.goto(url);
  await page.waitForFunction(() => document.getElementById("headline").textContent !== "…");
}

export async function opened(t) {
  const page = await newPage(t);
  await open(page);
  return page;
}
