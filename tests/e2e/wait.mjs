// Bounded waiting.

/// Calls `probe` until it returns something true, and returns that. What it throws counts as "not
/// yet"; the last reason is in the error once `within` milliseconds are over.
export async function eventually(what, probe, { within = 15_000, every = 50 } = {}) {
  const end = performance.now() + within;
  let reason = "no answer";
  while (performance.now() < end) {
    try {
      const result = await probe();
      if (result) return result;
    } catch (error) {
      reason = error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
  throw new Error(`waited ${within} ms for ${what} (${reason})`);
}
