/** What services say of their placement: what loads, and what is told of slips. */
import { prod, told } from './project';

const twoServices = (web: string, api = 'requests: {cpu: 1}'): string => `  services: {web: {${web}}, api: {${api}}}\n`;

test('requests and the rest become a placement, in thousandths of a core and bytes', () => {
  const [api, web] = prod(
    twoServices(
      'requests: {cpu: 500m, memory: 1.5Gi, ephemeral-storage: 20G, nvidia.com/gpu: 1, accelerators: {tpu-v4: 4}}, ' +
        'replicas: 6, labels: {priority: critical}, requires: {compliance: [HIPAA], regions: [us-*]}, ' +
        'spread: {zones: 3}, keepApart: [api], priority: 10, ' +
        'talksTo: [{service: api, gbPerMonth: 5, reach: all, maxLatencyMs: 20}]',
    ),
  ).services;
  expect(web).toMatchObject({
    at: 'any',
    replicas: 6,
    labels: { priority: 'critical' },
    requires: { compliance: ['HIPAA'] },
    talksTo: [{ service: 'api', reach: 'all', maxLatencyMs: 20 }],
  });
  expect(web?.placement).toEqual({
    requests: {
      milliCpu: 500,
      memoryBytes: 1_610_612_736,
      storageBytes: 20_000_000_000,
      accelerators: { 'nvidia.com/gpu': 1, 'tpu-v4': 4 },
    },
    regions: ['us-*'],
    spread: { over: 'zones', least: 3 },
    keepWith: [],
    keepApart: ['api'],
    priority: 10,
  });
  expect(api?.placement).toEqual({
    requests: { milliCpu: 1000, memoryBytes: 0, storageBytes: 0, accelerators: {} },
    regions: [],
    keepWith: [],
    keepApart: [],
    priority: 0,
  });
});

test('a service without requests runs where at says, in each region by default', () => {
  const [api, web] = prod('  services: {web: {at: primary}, api: {}}\n').services;
  expect([api?.at, web?.at]).toEqual(['each', 'primary']);
  expect([api?.placement, web?.placement]).toEqual([undefined, undefined]);
});

test('slips in requests', () =>
  expect(
    told(
      twoServices(
        'requests: {cpu: 2 cores, memory: 400m, storage: 1Gi, ephemeral-storage: 1Gi, gpu: 1, nvidia.com/gpu: half}',
      ),
    ),
  ).toMatchInlineSnapshot(`
   "prod.yaml:6:36: spec.services.web.requests.cpu must be a quantity such as 500m; got "2 cores". [invalid-value]
     6 |   services: {web: {requests: {cpu: 2 cores, memory: 400m, storage: 1Gi, ephemeral-storage: 1Gi, gpu: 1, nvidia.com/gpu: half}}, api: {requests: {cpu: 1}}}
                                            ^
   prod.yaml:6:53: spec.services.web.requests.memory must be a whole number of bytes (m stands for thousandths); got "400m". [invalid-value]
     6 |   services: {web: {requests: {cpu: 2 cores, memory: 400m, storage: 1Gi, ephemeral-storage: 1Gi, gpu: 1, nvidia.com/gpu: half}}, api: {requests: {cpu: 1}}}
                                                             ^
   prod.yaml:6:97: Unknown key "gpu" in spec.services.web.requests. Did you mean "cpu"? Allowed: cpu, memory, storage, ephemeral-storage, accelerators. [unknown-key]
     6 |   services: {web: {requests: {cpu: 2 cores, memory: 400m, storage: 1Gi, ephemeral-storage: 1Gi, gpu: 1, nvidia.com/gpu: half}}, api: {requests: {cpu: 1}}}
                                                                                                         ^
   prod.yaml:6:121: spec.services.web.requests.accelerators["nvidia.com/gpu"] must be a number; got "half". [wrong-type]
     6 |   services: {web: {requests: {cpu: 2 cores, memory: 400m, storage: 1Gi, ephemeral-storage: 1Gi, gpu: 1, nvidia.com/gpu: half}}, api: {requests: {cpu: 1}}}
                                                                                                                                 ^"
  `));

test('slips around requests', () =>
  expect(
    told(
      twoServices(
        'requests: {}, at: each, spread: {zones: 2, locations: 2}, priority: -1, keepWith: [api, web, gone], keepApart: [api]',
        'priority: 3, requires: {regions: [us-*]}, talksTo: [{service: web, gbPerMonth: 1, reach: all}]',
      ),
    ),
  ).toMatchInlineSnapshot(`
   "prod.yaml:6:34: spec.services.web.at must be left out beside requests: the solver places the service, and spread says over how many places. [invalid-value]
     6 |   services: {web: {requests: {}, at: each, spread: {zones: 2, locations: 2}, priority: -1, keepWith: [api, web, gone], keepApart: [api]}, api: {priority: 3, requires: {regions: [us-*]}, talksTo: [{service: web, gbPerMonth: 1, reach: all}]}}
                                          ^
   prod.yaml:6:52: spec.services.web.spread must have exactly one of locations and zones. [invalid-value]
     6 |   services: {web: {requests: {}, at: each, spread: {zones: 2, locations: 2}, priority: -1, keepWith: [api, web, gone], keepApart: [api]}, api: {priority: 3, requires: {regions: [us-*]}, talksTo: [{service: web, gbPerMonth: 1, reach: all}]}}
                                                            ^
   prod.yaml:6:88: spec.services.web.priority must be at least 0; got -1. [out-of-range]
     6 |   services: {web: {requests: {}, at: each, spread: {zones: 2, locations: 2}, priority: -1, keepWith: [api, web, gone], keepApart: [api]}, api: {priority: 3, requires: {regions: [us-*]}, talksTo: [{service: web, gbPerMonth: 1, reach: all}]}}
                                                                                                ^
   prod.yaml:6:103: spec.services.web.keepWith[0] must be a service with requests; api has none. [invalid-value]
     6 |   services: {web: {requests: {}, at: each, spread: {zones: 2, locations: 2}, priority: -1, keepWith: [api, web, gone], keepApart: [api]}, api: {priority: 3, requires: {regions: [us-*]}, talksTo: [{service: web, gbPerMonth: 1, reach: all}]}}
                                                                                                               ^
   prod.yaml:6:108: spec.services.web.keepWith[1] must be another service; got web itself. [invalid-value]
     6 |   services: {web: {requests: {}, at: each, spread: {zones: 2, locations: 2}, priority: -1, keepWith: [api, web, gone], keepApart: [api]}, api: {priority: 3, requires: {regions: [us-*]}, talksTo: [{service: web, gbPerMonth: 1, reach: all}]}}
                                                                                                                    ^
   prod.yaml:6:113: Unknown service "gone" in spec.services.web.keepWith[2]. Allowed: web, api. [unknown-service]
     6 |   services: {web: {requests: {}, at: each, spread: {zones: 2, locations: 2}, priority: -1, keepWith: [api, web, gone], keepApart: [api]}, api: {priority: 3, requires: {regions: [us-*]}, talksTo: [{service: web, gbPerMonth: 1, reach: all}]}}
                                                                                                                         ^
   prod.yaml:6:132: spec.services.web.keepApart[0] must be a service with requests; api has none. [invalid-value]
     6 |   services: {web: {requests: {}, at: each, spread: {zones: 2, locations: 2}, priority: -1, keepWith: [api, web, gone], keepApart: [api]}, api: {priority: 3, requires: {regions: [us-*]}, talksTo: [{service: web, gbPerMonth: 1, reach: all}]}}
                                                                                                                                            ^
   prod.yaml:6:145: spec.services.api.priority counts only where spec.services.api.requests says what the solver places. [missing-key]
     6 |   services: {web: {requests: {}, at: each, spread: {zones: 2, locations: 2}, priority: -1, keepWith: [api, web, gone], keepApart: [api]}, api: {priority: 3, requires: {regions: [us-*]}, talksTo: [{service: web, gbPerMonth: 1, reach: all}]}}
                                                                                                                                                         ^
   prod.yaml:6:169: spec.services.api.requires.regions counts only where spec.services.api.requests says what the solver places. [missing-key]
     6 |   services: {web: {requests: {}, at: each, spread: {zones: 2, locations: 2}, priority: -1, keepWith: [api, web, gone], keepApart: [api]}, api: {priority: 3, requires: {regions: [us-*]}, talksTo: [{service: web, gbPerMonth: 1, reach: all}]}}
                                                                                                                                                                                 ^
   prod.yaml:6:234: spec.services.api.talksTo[0].reach counts only between services with requests. [invalid-value]
     6 |   services: {web: {requests: {}, at: each, spread: {zones: 2, locations: 2}, priority: -1, keepWith: [api, web, gone], keepApart: [api]}, api: {priority: 3, requires: {regions: [us-*]}, talksTo: [{service: web, gbPerMonth: 1, reach: all}]}}
                                                                                                                                                                                                                                                  ^"
  `));

test('devices that are named twice', () =>
  expect(told('  services: {web: {requests: {nvidia.com/gpu: 1, accelerators: {nvidia.com/gpu: 2}}}}\n'))
    .toMatchInlineSnapshot(`
   "prod.yaml:6:31: Unknown key "nvidia.com/gpu" in spec.services.web.requests. Allowed: cpu, memory, storage, ephemeral-storage, accelerators. [unknown-key]
     6 |   services: {web: {requests: {nvidia.com/gpu: 1, accelerators: {nvidia.com/gpu: 2}}}}
                                       ^"
  `));
