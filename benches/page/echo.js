// Says how many bytes came.

self.onmessage = ({ data }) => self.postMessage(data.length);
