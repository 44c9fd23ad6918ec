// The curves that are plotted: the files and the peers' arrays hold the same numbers.

export const START = 1_705_312_800;

/// A slow wave with noise, and a spike now and then; three decimals.
export function plotted(row, series) {
  const noise = (Math.imul(row + 7, 2654435761 + 977 * series) >>> 0) / 2 ** 32;
  const spike = row % 99_991 === 5_000 ? 40 : 0;
  return Math.round((50 + 20 * Math.sin(row / 40_000 + series) + 8 * noise + spike) * 1000) / 1000;
}

/// Columns of times and values.
export function columns(rows, series) {
  const times = new Float64Array(rows);
  for (let row = 0; row < rows; row++) times[row] = START + row;
  const values = Array.from({ length: series }, (_, at) => {
    const column = new Float64Array(rows);
    for (let row = 0; row < rows; row++) column[row] = plotted(row, at);
    return column;
  });
  return { times, values };
}
