// Starts the program, or says in plain words why it cannot. Trunk writes the program's addresses
// into the attributes of this script's tag.

const NEEDS = "Blip needs a newer browser: Chrome or Edge 91, Firefox 114, Safari 16.4, or later";

// A module with one function that makes a SIMD vector: valid only where SIMD is.
const SIMD = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, // magic, version 1
  1, 5, 1, 96, 0, 1, 123, // type: () -> v128
  3, 2, 1, 0, // one function of it
  10, 8, 1, 6, 0, 65, 0, 253, 15, 11, // i32.const 0, i8x16.splat, end
);

function missing() {
  if (typeof WebAssembly !== "object") return "WebAssembly is missing or switched off";
  if (!WebAssembly.validate(SIMD)) return "WebAssembly has no SIMD";
  if (!moduleWorkers()) return "workers cannot be modules";
  return null;
}

// A browser that knows worker types reads this one and stops there, so that no worker starts.
function moduleWorkers() {
  const seen = {};
  const options = {
    get type() {
      throw seen;
    },
  };
  try {
    new Worker("worker_boot.js", options).terminate();
    return false;
  } catch (reason) {
    return reason === seen;
  }
}

function say(sentence) {
  document.getElementById("boot-late")?.remove();
  const state = document.getElementById("boot-state");
  state.setAttribute("role", "alert");
  state.textContent = sentence;
}

async function start({ js, wasm }) {
  const lack = missing();
  if (lack) return say(`${NEEDS} (${lack}).`);
  try {
    const program = await import(new URL(js, document.baseURI).href);
    await program.default({ module_or_path: new URL(wasm, document.baseURI) });
    document.getElementById("boot").remove();
  } catch (error) {
    say(`Blip could not start: ${error}. Reload the page; if that does not help, the server may be blocking or changing one of its files.`);
    throw error;
  }
}

start(document.querySelector("script[data-wasm]").dataset);
