/**
 * Checks a point against a model in integers, knowing no engine. Every answer passes here before anybody sees it:
 * engines work in floating point, and each has been seen to return points that break rows.
 */
import type { Model, Point } from './model';

/** Engines promise integrality to 1e-6 at best; a value further than this from an integer is not one. */
const INTEGRALITY_TOLERANCE = 1e-5;

/** The sum of products; a BigInt where a partial result might leave the safe integers. */
export function exactSum(coefficients: readonly number[], values: readonly number[]): number | bigint {
  let sum = 0;
  let size = 0;
  for (let k = 0; k < coefficients.length; k++) {
    const product = (coefficients[k] ?? 0) * (values[k] ?? 0);
    sum += product;
    size += Math.abs(product);
  }
  if (size <= Number.MAX_SAFE_INTEGER) return sum;
  let exact = 0n;
  for (let k = 0; k < coefficients.length; k++) exact += BigInt(coefficients[k] ?? 0) * BigInt(values[k] ?? 0);
  return exact;
}

/** What the point breaks, one sentence each; empty when it satisfies the model exactly. */
export function violations(model: Model, point: Point): string[] {
  const broken: string[] = [];
  if (point.length !== model.variables.length) {
    return [`the point has ${point.length} values for ${model.variables.length} variables`];
  }
  model.variables.forEach(({ name, lower, upper }, j) => {
    const value = point[j];
    if (value === undefined || !Number.isSafeInteger(value)) broken.push(`${name} = ${value} is not a safe integer`);
    else if (value < lower) broken.push(`${name} = ${value} is below ${lower}`);
    else if (value > upper) broken.push(`${name} = ${value} is above ${upper}`);
  });
  if (broken.length > 0) return broken;
  model.rows.forEach(({ terms, lower, upper, requirement }, i) => {
    const sum = exactSum(
      terms.map((term) => term.coefficient),
      terms.map((term) => point[term.variable] ?? 0),
    );
    const name = `row ${i} (${model.requirements[requirement]?.name ?? 'no requirement'})`;
    if (lower !== undefined && sum < lower) broken.push(`${name}: ${sum} is below ${lower}`);
    if (upper !== undefined && sum > upper) broken.push(`${name}: ${sum} is above ${upper}`);
  });
  return broken;
}

/** The nearest integers, or undefined where a value is missing, not finite or too far from one. */
export function roundPoint(values: readonly number[]): Point | undefined {
  const point: number[] = [];
  for (const value of values) {
    const integer = Math.round(value);
    if (!Number.isSafeInteger(integer) || Math.abs(value - integer) > INTEGRALITY_TOLERANCE) return undefined;
    point.push(integer === 0 ? 0 : integer);
  }
  return point;
}

/**
 * Throws where a model breaks its contract (a bug of whoever built it): numbers that are not safe integers, unknown
 * variables, a repeated name, a cost that could leave the safe integers.
 */
export function assertModel(model: Model): void {
  const names = new Set<string>();
  const reach: number[] = [];
  for (const { name, lower, upper } of model.variables) {
    if (names.has(name)) throw new TypeError(`two variables are called ${name}`);
    names.add(name);
    assertInteger(lower, name);
    assertInteger(upper, name);
    reach.push(Math.max(Math.abs(lower), Math.abs(upper)));
  }
  let largestCost = 0;
  for (const { variable, coefficient } of model.objective) {
    assertInteger(coefficient, 'the objective');
    largestCost += Math.abs(coefficient) * known(reach, variable, 'the objective');
  }
  if (largestCost > Number.MAX_SAFE_INTEGER) throw new RangeError('the cost of a point may leave the safe integers');
  model.rows.forEach(({ terms, lower, upper }, i) => {
    for (const { variable, coefficient } of terms) {
      assertInteger(coefficient, `row ${i}`);
      known(reach, variable, `row ${i}`);
    }
    if (lower !== undefined) assertInteger(lower, `row ${i}`);
    if (upper !== undefined) assertInteger(upper, `row ${i}`);
  });
}

function known(reach: readonly number[], variable: number, where: string): number {
  const found = reach[variable];
  if (found === undefined) throw new RangeError(`${where} names variable ${variable}, which does not exist`);
  return found;
}

function assertInteger(value: number, where: string): void {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${where}: ${value} is not a safe integer`);
}
