/** Specs that load, one for each form that a part of an environment may take. */
export const goodSpecs: readonly string[] = [
  '',
  '  account: {id: "123456789012"}\n',
  '  account: {id: "123456789012", roleArn: arn:aws-us-gov:iam::123456789012:role/a/b}\n',
  '  state: {local: {}}\n',
  '  state: {local: {path: states/prod.tfstate}}\n',
  '  state: {s3: {bucket: abc, region: us-east-1}}\n',
  '  state: {s3: {bucket: abc, region: us-east-1, key: a/b, kmsKeyId: alias/x}, local: }\n',
  '  tags: {a: b, "c d": "", e: }\n',
  '  regions: {min: 1, max: 2, allowed: [us-east-1, eu-central-1], primary: us-east-1}\n',
  '  regions: {min: , primary: auto}\n',
  '  budget: {monthly: 0.5, alertThreshold: 99.5, hardLimit: true}\n',
  '  requires: {compliance: [SOC2], residency: eu, capabilities: [gpu], availability: multi-region}\n',
  '  needs: [{capability: cache}, {capability: board, seats: 0.5, at: each}, {capability: fan-out, with: [cache]}]\n',
  '  needs: [{capability: cache, memoryGiB: , at: , with: }]\n',
  '  needs:\n',
  '  modules: {store: on, mesh: off, base: auto}\n',
  '  modules: {store: true, mesh: false}\n',
  '  modules: {store: , mesh: {}}\n',
  '  modules: {store: {enabled: true, regions: each, inputs: {nodes: 5, drop: 3}}}\n',
  '  modules: {store: {enabled: auto, regions: primary, inputs: {drop: true, nodeType: cache.x}}}\n',
  '  modules: {store: {enabled: , regions: [us-east-1], instances: {a: {}, b_2: {clients: {x: y}}}}}\n',
  '  services: {web: {}, api-2: {at: any, replicas: 3, labels: {a: b}}, gone: }\n',
  '  services: {web: {requires: {residency: eu}, needs: [{capability: cache, memoryGiB: 3}], requests: }}\n',
  '  services: {web: {talksTo: [{service: web, gbPerMonth: 0}, {service: web, pattern: service, gbPerMonth: 2.5}]}}\n',
  '  services: {web: {talksTo: [{service: web, gbPerMonth: {low: 1, expected: 1, high: 2}, maxLatencyMs: 0.5}]}}\n',
  '  services: {web: {requests: {}}, api: {requests: {cpu: 500m, memory: 1.5Gi, storage: 20Gi}, priority: 1000}}\n',
  '  services: {web: {requests: {cpu: 0.5, memory: 1e9, ephemeral-storage: 1k, nvidia.com/gpu: 1}, spread: {zones: 3}}}\n',
  '  services: {a: {requests: {accelerators: {tpu-v4: 4}, google.com/tpu: 0}, keepWith: [b]}, b: {requests: {cpu: 1}}}\n',
  '  services: {a: {requests: {}, spread: {locations: 2}, keepApart: [b]}, b: {requests: {}, keepWith: }}\n',
  '  services: {a: {requests: {}, requires: {regions: [us-*, "dc-east/*"]}, talksTo: [{service: a, gbPerMonth: 1, reach: all}]}}\n',
  '  network: {pool: 172.16.0.0/12, prefixLength: 24, cidrs: {us-east-1: 10.0.0.0/24}, reserved: [10.1.0.0/32]}\n',
  '  prices: [{key: "a.*", usd: 0, note: n}, {key: b, usd: "0.000000000001", note: n, region: us-east-1}]\n',
  '  prices: [{key: a, discountPercent: 100, note: n, usd: }]\n',
  '  solver: {minSavingUsd: 0}\n',
];

/** All parts at once. */
export const wholeSpec = `  account: {id: "123456789012", roleArn: arn:aws:iam::123456789012:role/deploy}
  state: {s3: {bucket: acme-state, region: eu-central-1, kmsKeyId: alias/state}}
  tags: {team: ml, note: "\${var.x} %{if}"}
  regions: {min: 1, max: 2, allowed: [eu-central-1, us-east-1], primary: eu-central-1}
  budget: {monthly: 1500, hardLimit: true}
  requires: {compliance: [SOC2], residency: eu, capabilities: [gpu], availability: multi-az}
  needs:
    - {capability: cache, memoryGiB: 20, with: [fan-out], at: any}
    - {capability: board}
  modules:
    mesh: on
    store: {enabled: auto, regions: [us-east-1], instances: {sessions: {nodes: 3}, a_b: {}}}
  services:
    web:
      replicas: 3
      labels: {tier: front}
      at: primary
      needs: [{capability: cache}, {capability: board, at: any, seats: 4}]
      talksTo:
        - {service: api, gbPerMonth: 40}
        - {service: api, pattern: service, gbPerMonth: {low: 1, expected: 2, high: 9}, maxLatencyMs: 20}
    api: {}
  network: {pool: 10.64.0.0/10, prefixLength: 18, cidrs: {eu-central-1: 10.64.0.0/18}, reserved: [10.128.0.0/16]}
  prices:
    - {key: "store.*", usd: 0.0000002, note: offer 7}
    - {key: nat, region: us-east-1, discountPercent: 12.5, note: contract}
    - {key: text, usd: "1.50", note: contract}
  solver: {minSavingUsd: 25}
`;
