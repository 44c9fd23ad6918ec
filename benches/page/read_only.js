// The floor of every reader: the file's slices, read by a worker that looks at no byte.

self.onmessage = async ({ data: { file, length, ahead } }) => {
  const pending = [];
  let [asked, got] = [0, 0];
  const ask = () => {
    if (asked >= file.size) return;
    pending.push(file.slice(asked, asked + length).arrayBuffer());
    asked += length;
  };
  for (let at = 0; at < ahead; at++) ask();
  while (pending.length > 0) {
    got += (await pending.shift()).byteLength;
    ask();
  }
  self.postMessage(got);
};
