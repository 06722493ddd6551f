/** Short forms, written out before merging and checking, so that `on` in one file merges with settings in another. */
import { z } from 'zod';
import { extendedResource } from './placement';
import { mapEntry, mapValues, type MapTree, type Tree } from './tree';

/** Schemas of long forms -> JSON Schema of the short form that editors must accept beside them. */
export const shorthands = z.registry<{ readonly type?: string; readonly enum?: (string | boolean)[] }>();

/** `infrastructure: name`, `module: on`, `enabled: true`, `requests: {nvidia.com/gpu: 1}`. */
export function writeOutEnvironment(tree: Tree): Tree {
  return mapEntry(tree, 'spec', (spec) =>
    mapEntry(
      mapEntry(
        mapEntry(spec, 'modules', (modules) => mapValues(modules, writeOutModule)),
        'services',
        (services) => mapValues(services, (service) => mapEntry(service, 'requests', writeOutRequests)),
      ),
      'infrastructure',
      (names) =>
        names.kind === 'scalar' && names.value !== null ? { kind: 'list', place: names.place, items: [names] } : names,
    ),
  );
}

/** Devices beside cpu and memory, as pods ask for them, belong to the accelerators. */
function writeOutRequests(requests: Tree): Tree {
  if (requests.kind !== 'map') return requests;
  const written = requests.entries.get('accelerators');
  if (written !== undefined && written.kind !== 'map') return requests;
  const isDevice = (name: string): boolean => extendedResource.test(name) && written?.entries.has(name) !== true;
  const devices = [...requests.entries].filter(([name]) => isDevice(name));
  if (devices.length === 0) return requests;
  const rest = [...requests.entries].filter(([name]) => !isDevice(name) && name !== 'accelerators');
  const accelerators: MapTree = {
    kind: 'map',
    place: (written ?? requests).place,
    entries: new Map([...(written?.entries ?? []), ...devices]),
  };
  return { ...requests, entries: new Map([...rest, ['accelerators', accelerators]]) };
}

function writeOutModule(settings: Tree): Tree {
  if (settings.kind === 'scalar' && settings.value !== null) {
    const long: MapTree = { kind: 'map', place: settings.place, entries: new Map([['enabled', settings]]) };
    return writeOutModule(long);
  }
  return mapEntry(settings, 'enabled', (toggle) =>
    toggle.kind === 'scalar' && typeof toggle.value === 'boolean'
      ? { ...toggle, value: toggle.value ? 'on' : 'off' }
      : toggle,
  );
}

/** A region with nothing behind it takes every default. */
export function writeOutInfrastructure(tree: Tree): Tree {
  return mapEntry(tree, 'spec', (spec) =>
    mapEntry(spec, 'regions', (regions) =>
      mapValues(regions, (region) =>
        region.kind === 'scalar' && region.value === null
          ? { kind: 'map', place: region.place, entries: new Map() }
          : region,
      ),
    ),
  );
}
