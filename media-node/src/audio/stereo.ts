/** Two sides in one run of samples, left first: as in the recording (caller left, who talks to them right). */

/** As long as the shorter of the two. */
export function interleave(left: Int16Array, right: Int16Array): Int16Array {
  const length = Math.min(left.length, right.length);
  const both = new Int16Array(length * 2);
  for (let n = 0; n < length; n++) {
    both[2 * n] = left[n] ?? 0;
    both[2 * n + 1] = right[n] ?? 0;
  }
  return both;
}

export function sidesOf(stereo: Int16Array): [left: Int16Array, right: Int16Array] {
  const left = new Int16Array(stereo.length >> 1);
  const right = new Int16Array(stereo.length >> 1);
  for (let n = 0; n < left.length; n++) {
    left[n] = stereo[2 * n] ?? 0;
    right[n] = stereo[2 * n + 1] ?? 0;
  }
  return [left, right];
}
