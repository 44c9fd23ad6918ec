// The floor of every reader: the file's stream into one buffer, by a worker that looks at no byte.

self.onmessage = async ({ data: { file, length } }) => {
  const reader = file.stream().getReader({ mode: "byob" });
  let got = 0;
  for (let buffer = new ArrayBuffer(length); ; ) {
    const { value, done } = await reader.read(new Uint8Array(buffer));
    if (done) break;
    got += value.byteLength;
    buffer = value.buffer;
  }
  self.postMessage(got);
};
