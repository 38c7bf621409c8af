// Opens pages in Chromium and says what happened: reads jobs (JSON) from stdin, writes one result (JSON) per line.
// Usage: node probe.mjs <docs/package.json> <chromium>
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [, , packageFile, executablePath] = process.argv;
const require = createRequire(packageFile);
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run";
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function probe(browser, job) {
  const options = { viewport: { width: job.width, height: 900 }, colorScheme: job.theme };
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const result = { id: job.id, messages: [], requests: [], bytes: 0 };
  page.on("console", (message) => result.messages.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => result.messages.push(`error: ${error.message}`));
  page.on("request", (request) => result.requests.push(request.url()));
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  network.on("Network.loadingFinished", (event) => (result.bytes += event.encodedDataLength));
  await page.goto(job.url, { waitUntil: "load" });
  await page.waitForTimeout(job.settle);
  result.theme = await page.evaluate(() => document.documentElement.dataset.theme);
  result.overflow = await page.evaluate(overflow);
  await page.evaluate(axeSource);
  result.violations = await page.evaluate(violations, RULES);
  await context.close();
  return result;
}

function overflow() {
  const width = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth > width
    ? [...document.querySelectorAll("main *")]
        .filter((element) => element.getBoundingClientRect().right > width + 1)
        .slice(-5)
        .map((element) => element.outerHTML.slice(0, 120))
    : [];
}

async function violations(rules) {
  // Without preload axe itself asks for nothing, which file:// would not allow.
  const found = await axe.run(document, { runOnly: { type: "tag", values: rules }, preload: false });
  return found.violations.map((rule) => `${rule.id} (${rule.impact}): ${rule.help}: ${rule.nodes[0].html.slice(0, 160)}`);
}

// Pages mostly wait, so a few are open at a time.
const jobs = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({ executablePath, args: FLAGS.split(" ") });
const work = async () => {
  for (let job = jobs.shift(); job; job = jobs.shift()) console.log(JSON.stringify(await probe(browser, job)));
};
await Promise.all([work(), work(), work()]);
await browser.close();
