// What was started ends: in the reverse order after the tests of a file, and at once if the
// process has to go.

import { after } from "node:test";

const steps = [];

/// Registers how to end something; `abruptly` is the part that must work without waiting.
export function atEnd(end, abruptly = () => {}) {
  steps.push({ end, abruptly });
}

after(async () => {
  for (const step of steps.splice(0).reverse()) await step.end();
});

process.on("exit", () => steps.forEach((step) => step.abruptly()));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));
