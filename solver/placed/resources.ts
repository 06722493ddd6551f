/** Amounts of documents and services in the dimensions of placement: whole milli-CPUs, MiB and devices. */
import type { Amounts } from '../../schema/infrastructure-types';
import type { Environment, PlacementIntent } from '../../schema/types';
import { ACCELERATOR, type Resources } from '../placement/problem';

const mebi = 1024 * 1024;
/** What Kubernetes calls any device of a maker, and how the types of that maker begin. */
const makers: Readonly<Record<string, string>> = {
  'nvidia-': 'nvidia.com/gpu',
  'amd-': 'amd.com/gpu',
  'tpu-': 'google.com/tpu',
};

type Rounding = (value: number) => number;

/** Devices by type, and by the name that stands for any type of their maker. */
function devices(byType: Readonly<Record<string, number>>): Resources {
  const found: Record<string, number> = {};
  const add = (name: string, count: number): void => {
    const key = `${ACCELERATOR}${name}`;
    found[key] = (found[key] ?? 0) + count;
  };
  for (const [type, count] of Object.entries(byType)) {
    add(type, count);
    for (const [prefix, any] of Object.entries(makers)) if (type.startsWith(prefix)) add(any, count);
  }
  return found;
}

/** As devices of node types are named: `accelerator/nvidia-t4`. */
export function withMakers(allocatable: Resources): Resources {
  const types = Object.entries(allocatable).filter(([dimension]) => dimension.startsWith(ACCELERATOR));
  return {
    ...allocatable,
    ...devices(Object.fromEntries(types.map(([dimension, count]) => [dimension.slice(ACCELERATOR.length), count]))),
  };
}

/** Without the name for any device of a maker, where devices by type are all that it counts. */
export function withoutMakers(resources: Resources): Resources {
  const ofType = (prefix: string): number =>
    Object.entries(resources).reduce(
      (sum, [dimension, count]) => sum + (dimension.startsWith(`${ACCELERATOR}${prefix}`) ? count : 0),
      0,
    );
  const implied = Object.entries(makers).flatMap(([prefix, any]) =>
    resources[`${ACCELERATOR}${any}`] === ofType(prefix) ? [`${ACCELERATOR}${any}`] : [],
  );
  return Object.fromEntries(Object.entries(resources).filter(([dimension]) => !implied.includes(dimension)));
}

interface Measured {
  readonly milliCpu?: number;
  readonly memoryBytes?: number;
  readonly storageBytes?: number;
  readonly accelerators?: Readonly<Record<string, number>>;
}

function resources(of: Measured, round: Rounding): Resources {
  const bytes = (name: string, amount: number | undefined): Resources =>
    amount === undefined ? {} : { [name]: round(amount / mebi) };
  return {
    ...(of.milliCpu === undefined ? {} : { cpuMilli: round(of.milliCpu) }),
    ...bytes('memoryMiB', of.memoryBytes),
    ...bytes('storageMiB', of.storageBytes),
    ...devices(of.accelerators ?? {}),
  };
}

/** What there is: never more than stated. */
export function capacityOf(amounts: Amounts | Measured): Resources {
  return resources(amounts, Math.floor);
}

/** What is taken or kept back: never less than stated. */
export function takenOf(amounts: Amounts | Measured): Resources {
  return resources(amounts, Math.ceil);
}

/** What is kept back: the amounts that are stated, and at least what the stated nodes hold. */
export function reservedOf(reserved: Amounts, perNode: Resources): Resources {
  return most(takenOf(reserved), reserved.nodes === undefined ? {} : times(perNode, reserved.nodes));
}

/** Devices that one replica of some service asks for. */
export function devicesAskedFor({ services }: Pick<Environment, 'services'>): Resources {
  const types = services.flatMap(({ placement }) => Object.keys(placement?.requests.accelerators ?? {}));
  return devices(Object.fromEntries(types.map((type) => [type, 1])));
}

/** Of one replica; what is not asked for is left out. */
export function requestsOf({ requests }: PlacementIntent): Resources {
  return Object.fromEntries(Object.entries(takenOf(requests)).filter(([, amount]) => amount > 0));
}

/** Larger of two in each dimension. */
export function most(a: Resources, b: Resources): Resources {
  return combine(a, b, Math.max);
}

export function plus(a: Resources, b: Resources): Resources {
  return combine(a, b, (x, y) => x + y);
}

/** Never below 0. */
export function less(a: Resources, b: Resources): Resources {
  return combine(a, b, (x, y) => Math.max(0, x - y));
}

export function times(a: Resources, count: number): Resources {
  return Object.fromEntries(Object.entries(a).map(([dimension, amount]) => [dimension, amount * count]));
}

function combine(a: Resources, b: Resources, of: (a: number, b: number) => number): Resources {
  const dimensions = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(dimensions.map((name) => [name, of(a[name] ?? 0, b[name] ?? 0)]));
}
