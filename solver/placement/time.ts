/** Time that is left. Only the entry reads a clock (decide.ts): what it stops says so. */

/** Seconds that are left; negative once time is up. */
export type Left = () => number;

/** No more than so many of the seconds that are left now. */
export function atMost(left: Left, seconds: number): Left {
  const rest = Math.max(0, left() - seconds);
  return () => left() - rest;
}
