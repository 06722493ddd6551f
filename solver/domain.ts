/**
 * Bounds of the variables of a programme, and what the rows make of them, in exact integer arithmetic.
 *
 * For a row `sum a x <= u` and one of its variables, the least that the others can contribute limits what is left to it;
 * integrality rounds inwards. Repeated until nothing changes, this is bound propagation. Quotients of safe integers
 * round correctly with floor and ceil, because a quotient that is not an integer differs from one by more than half a
 * unit in the last place. Rows whose sums may leave the safe integers are left out here; whoever uses a point checks it.
 */
import { at, type Programme } from './programme';

// Local names, because global ones are looked up slowly where modules run in a context of their own.
const { abs, floor, max, min } = Math;
const NONE = Infinity;
const HALF_SAFE = Number.MAX_SAFE_INTEGER / 2;

export class Domain {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** Terms looked at so far: a measure of work that is the same on every machine. */
  effort = 0;

  private readonly starts: Int32Array;
  private readonly variables: Int32Array;
  private readonly coefficients: Float64Array;
  private readonly exact: Uint8Array;
  private readonly rowsOf: readonly (readonly number[])[];
  private readonly queued: Uint8Array;
  private queue: number[] = [];
  private readonly trailVariables: number[] = [];
  private readonly trailLower: number[] = [];
  private readonly trailUpper: number[] = [];

  constructor(programme: Programme) {
    // Built once for every question, with loops: `from` with a function goes through an iterator for each number.
    const { rows } = programme;
    this.lower = new Float64Array(programme.lower);
    this.upper = new Float64Array(programme.upper);
    this.rowLower = new Float64Array(rows.length);
    this.rowUpper = new Float64Array(rows.length);
    this.starts = new Int32Array(rows.length + 1);
    this.exact = new Uint8Array(rows.length);
    this.queued = new Uint8Array(rows.length);
    let terms = 0;
    for (const row of rows) terms += row.variables.length;
    this.variables = new Int32Array(terms);
    this.coefficients = new Float64Array(terms);
    const rowsOf: number[][] = programme.lower.map(() => []);
    let next = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = at(rows, i);
      this.rowLower[i] = row.lower;
      this.rowUpper[i] = row.upper;
      let reach = max(finite(row.lower), finite(row.upper));
      for (let k = 0; k < row.variables.length; k++) {
        const j = at(row.variables, k);
        const coefficient = at(row.coefficients, k);
        at(rowsOf, j).push(i);
        reach += abs(coefficient) * max(abs(this.lower[j] ?? 0), abs(this.upper[j] ?? 0));
        this.variables[next] = j;
        this.coefficients[next] = coefficient;
        next++;
      }
      this.starts[i + 1] = next;
      // Half the range, because propagation forms differences of two such sums.
      this.exact[i] = reach <= HALF_SAFE ? 1 : 0;
    }
    this.rowsOf = rowsOf;
  }

  mark(): number {
    return this.trailVariables.length;
  }

  undo(mark: number): void {
    for (let k = this.trailVariables.length - 1; k >= mark; k--) {
      const j = this.trailVariables[k] ?? 0;
      this.lower[j] = this.trailLower[k] ?? 0;
      this.upper[j] = this.trailUpper[k] ?? 0;
    }
    this.trailVariables.length = mark;
    this.trailLower.length = mark;
    this.trailUpper.length = mark;
  }

  enqueue(row: number): void {
    if (this.queued[row] === 1 || this.exact[row] === 0) return;
    this.queued[row] = 1;
    this.queue.push(row);
  }

  enqueueAll(): void {
    for (let i = 0; i < this.exact.length; i++) this.enqueue(i);
  }

  /** Narrows a variable and remembers how it was. */
  narrow(variable: number, lower: number, upper: number): void {
    this.trailVariables.push(variable);
    this.trailLower.push(this.lower[variable] ?? 0);
    this.trailUpper.push(this.upper[variable] ?? 0);
    this.lower[variable] = lower;
    this.upper[variable] = upper;
    for (const row of this.rowsOf[variable] ?? []) this.enqueue(row);
  }

  /** False: no integer point lies within these bounds. Stops early, bounds still valid, at the effort limit. */
  propagate(effortLimit: number): boolean {
    for (let head = 0; head < this.queue.length; head++) {
      const row = this.queue[head] ?? 0;
      this.queued[row] = 0;
      if (!this.propagateRow(row)) return this.drop(head + 1, false);
      if (this.effort > effortLimit) return this.drop(head + 1, true);
    }
    this.queue = [];
    return true;
  }

  private drop(from: number, answer: boolean): boolean {
    for (let k = from; k < this.queue.length; k++) this.queued[at(this.queue, k)] = 0;
    this.queue = [];
    return answer;
  }

  private propagateRow(row: number): boolean {
    const { lower, upper, variables, coefficients } = this;
    const start = this.starts[row] ?? 0;
    const end = this.starts[row + 1] ?? 0;
    const least = this.rowLower[row] ?? 0;
    const most = this.rowUpper[row] ?? 0;
    this.effort += 1 + end - start;
    let minimum = 0;
    let maximum = 0;
    for (let k = start; k < end; k++) {
      const j = variables[k] ?? 0;
      const a = coefficients[k] ?? 0;
      const low = lower[j] ?? 0;
      const high = upper[j] ?? 0;
      minimum += a > 0 ? a * low : a * high;
      maximum += a > 0 ? a * high : a * low;
    }
    if (minimum > most || maximum < least) return false;
    if (maximum <= most && minimum >= least) return true;
    this.effort += end - start;
    for (let k = start; k < end; k++) {
      const j = variables[k] ?? 0;
      const a = coefficients[k] ?? 0;
      const low = lower[j] ?? 0;
      const high = upper[j] ?? 0;
      if (low === high) continue;
      let newLow = low;
      let newHigh = high;
      if (most < NONE) {
        const room = most - minimum;
        if (a > 0) newHigh = min(newHigh, low + floor(room / a));
        else newLow = max(newLow, high - floor(room / -a));
      }
      if (least > -NONE) {
        const room = maximum - least;
        if (a > 0) newLow = max(newLow, high - floor(room / a));
        else newHigh = min(newHigh, low + floor(room / -a));
      }
      if (newLow > newHigh) return false;
      if (newLow === low && newHigh === high) continue;
      this.narrow(j, newLow, newHigh);
      minimum += a > 0 ? a * (newLow - low) : a * (newHigh - high);
      maximum += a > 0 ? a * (newHigh - high) : a * (newLow - low);
    }
    return true;
  }
}

function finite(bound: number): number {
  return Number.isFinite(bound) ? Math.abs(bound) : 0;
}
