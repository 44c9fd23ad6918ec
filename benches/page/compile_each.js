// A worker that loads and compiles the released program by itself; the program says when it listens.

import start from "../../worker_boot.js";

await start();
