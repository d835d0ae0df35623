/** One range of RFC 9110 (14.1.2), which is all that players ask for; several, or nonsense, are served as the whole. */
export function rangeOf(header: string | undefined, bytes: number): { offset: number; length: number } | "outside" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (match === null || (first === "" && last === "")) return null;
  if (first === "") {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? "outside" : { offset: bytes - length, length };
  }
  const offset = Number(first);
  const end = last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (last !== "" && Number(last) < offset) return null;
  return offset >= bytes ? "outside" : { offset, length: end - offset + 1 };
}
