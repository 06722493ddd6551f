import { told } from './project';

/** What is shown for `prod` with a mistake under its spec, which begins on line 6. */
describe('keys', () => {
  test('unknown', () =>
    expect(told('  regoins: {min: 1}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:3: Unknown key "regoins" in spec. Did you mean "regions"? Allowed: account, state, tags, infrastructure, regions, budget, requires, needs, modules, services, network, prices, solver. [unknown-key]
       6 |   regoins: {min: 1}
             ^"
    `));
  test('unknown, nothing near', () =>
    expect(told('  solver: {zzzzz: 1}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:12: Unknown key "zzzzz" in spec.solver. Allowed: minSavingUsd. [unknown-key]
       6 |   solver: {zzzzz: 1}
                      ^"
    `));
  test('unknown, of the defaults', () =>
    expect(told('', '  budgit: {monthly: 1}\n')).toMatchInlineSnapshot(`
     "_defaults.yaml:4:3: Unknown key "budgit" in spec. Did you mean "budget"? Allowed: account, state, tags, infrastructure, regions, budget, requires, needs, modules, services, network, prices, solver. [unknown-key]
       4 |   budgit: {monthly: 1}
             ^"
    `));
  test('duplicate', () =>
    expect(told('  tags: {a: x}\n  tags: {b: y}\n')).toMatchInlineSnapshot(`
     "prod.yaml:7:3: The key "tags" is already set on line 6. [duplicate-key]
       7 |   tags: {b: y}
             ^"
    `));
  test('missing', () =>
    expect(told('  budget: {hardLimit: true}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:3: spec.budget.monthly is missing. Most that a month may cost, USD, more than 0. Required where there is a budget. [missing-key]
       6 |   budget: {hardLimit: true}
             ^"
    `));
  test('missing in a list', () =>
    expect(told('  prices: [{key: nat, usd: 1}]\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:12: spec.prices[0].note is missing. Where the figure comes from; printed beside every cost that rests on it. Required. [missing-key]
       6 |   prices: [{key: nat, usd: 1}]
                      ^"
    `));
  test('missing since null deletes', () =>
    expect(told('  budget: {monthly:}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:3: spec.budget.monthly is missing. Most that a month may cost, USD, more than 0. Required where there is a budget. [missing-key]
       6 |   budget: {monthly:}
             ^"
    `));
  test('that reach a prototype', () =>
    expect(told('  __proto__: {polluted: true}\n  tags: {constructor: x, prototype: y}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:3: The key "__proto__" is not allowed anywhere. [unknown-key]
       6 |   __proto__: {polluted: true}
             ^
     prod.yaml:7:10: The key "constructor" is not allowed anywhere. [unknown-key]
       7 |   tags: {constructor: x, prototype: y}
                    ^
     prod.yaml:7:26: The key "prototype" is not allowed anywhere. [unknown-key]
       7 |   tags: {constructor: x, prototype: y}
                                    ^"
    `));
  test('unknown, with nothing behind it', () =>
    expect(told('  budgit:\n', '  tegs:\n')).toMatchInlineSnapshot(`
     "_defaults.yaml:4:3: Unknown key "tegs" in spec. Did you mean "tags"? Allowed: account, state, tags, infrastructure, regions, budget, requires, needs, modules, services, network, prices, solver. [unknown-key]
       4 |   tegs:
             ^
     prod.yaml:6:3: Unknown key "budgit" in spec. Did you mean "budget"? Allowed: account, state, tags, infrastructure, regions, budget, requires, needs, modules, services, network, prices, solver. [unknown-key]
       6 |   budgit:
             ^"
    `));
  test('with a name that is not allowed', () =>
    expect(told('  services: {Web: {}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:14: The key "Web" of spec.services must be lower-case words joined by hyphens, at most 63 characters. [invalid-value]
       6 |   services: {Web: {}}
                        ^"
    `));
  test('of tags that AWS keeps', () =>
    expect(told('  tags: {"aws:x": y}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:10: The key "aws:x" of spec.tags must not start with aws:, which AWS keeps for itself. [invalid-value]
       6 |   tags: {"aws:x": y}
                    ^"
    `));
});

describe('types', () => {
  test('a word for a number', () =>
    expect(told('  regions: {min: two}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:18: spec.regions.min must be a number; got "two". [wrong-type]
       6 |   regions: {min: two}
                            ^"
    `));
  test('a broken number', () =>
    expect(told('  regions: {min: 1.5}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:18: spec.regions.min must be a whole number; got 1.5. [wrong-type]
       6 |   regions: {min: 1.5}
                            ^"
    `));
  test('infinity', () =>
    expect(told('  budget: {monthly: .inf}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:21: spec.budget.monthly must be a finite number; got Infinity. [wrong-type]
       6 |   budget: {monthly: .inf}
                               ^"
    `));
  test('a number for text', () =>
    expect(told('  tags: {cost: 7}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:16: spec.tags.cost must be text; got 7. Put it in quotes. [wrong-type]
       6 |   tags: {cost: 7}
                          ^"
    `));
  test('an account id without quotes', () =>
    expect(told('  account: {id: 123456789012}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:17: spec.account.id must be text; got 123456789012. Put it in quotes. [wrong-type]
       6 |   account: {id: 123456789012}
                           ^"
    `));
  test('a list for a map', () =>
    expect(told('  regions: [eu-central-1]\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:12: spec.regions must be a map; got a list. [wrong-type]
       6 |   regions: [eu-central-1]
                      ^"
    `));
  test('a map for a list', () =>
    expect(told('  needs: {capability: cache}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:10: spec.needs must be a list; got a map. [wrong-type]
       6 |   needs: {capability: cache}
                    ^"
    `));
  test('text for a boolean', () =>
    expect(told('  budget: {monthly: 1, hardLimit: "yes"}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:35: spec.budget.hardLimit must be true or false; got "yes". [wrong-type]
       6 |   budget: {monthly: 1, hardLimit: "yes"}
                                             ^"
    `));
  test('null in a list', () =>
    expect(told('  needs: [~]\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:11: spec.needs[0] must be a map; got nothing. [wrong-type]
       6 |   needs: [~]
                     ^"
    `));
  test('a list for one of several forms', () =>
    expect(told('  services: {a: {talksTo: [{service: a, gbPerMonth: [1]}]}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:53: spec.services.a.talksTo[0].gbPerMonth must be a number of GB, or {low, expected, high}; got a list. [wrong-type]
       6 |   services: {a: {talksTo: [{service: a, gbPerMonth: [1]}]}}
                                                               ^"
    `));
});

describe('ranges and forms', () => {
  test('too small', () =>
    expect(told('  regions: {min: 0}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:18: spec.regions.min must be at least 1; got 0. [out-of-range]
       6 |   regions: {min: 0}
                            ^"
    `));
  test('too big', () =>
    expect(told('  network: {prefixLength: 25}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:27: spec.network.prefixLength must be at most 24; got 25. [out-of-range]
       6 |   network: {prefixLength: 25}
                                     ^"
    `));
  test('not above nothing', () =>
    expect(told('  budget: {monthly: 0}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:21: spec.budget.monthly must be more than 0; got 0. [out-of-range]
       6 |   budget: {monthly: 0}
                               ^"
    `));
  test('an empty list', () =>
    expect(told('  regions: {allowed: []}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:22: spec.regions.allowed must have at least 1 item; got an empty list. [out-of-range]
       6 |   regions: {allowed: []}
                                ^"
    `));
  test('twice in a list', () =>
    expect(told('  requires: {compliance: [SOC2, SOC2]}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:33: spec.requires.compliance[1] stands in the list twice; got "SOC2". [duplicate-value]
       6 |   requires: {compliance: [SOC2, SOC2]}
                                           ^"
    `));
  test('a word out of three', () =>
    expect(told('  requires: {availability: multi-zone}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:28: spec.requires.availability must be single-az, multi-az or multi-region; got "multi-zone". [invalid-value]
       6 |   requires: {availability: multi-zone}
                                      ^"
    `));
  test('min above max', () =>
    expect(told('  regions: {min: 3, max: 2}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:26: spec.regions.max must not be below min. [out-of-range]
       6 |   regions: {min: 3, max: 2}
                                    ^"
    `));
  test('several regions in at most one', () =>
    expect(told('  requires: {availability: multi-region}\n  regions: {max: 1}\n')).toMatchInlineSnapshot(`
     "prod.yaml:7:18: spec.regions.max must be at least 2 where spec.requires.availability is multi-region; got 1. [out-of-range]
       7 |   regions: {max: 1}
                            ^"
    `));
  test('a range out of order', () =>
    expect(told('  services: {a: {talksTo: [{service: a, gbPerMonth: {low: 3, expected: 2, high: 4}}]}}\n'))
      .toMatchInlineSnapshot(`
     "prod.yaml:6:53: spec.services.a.talksTo[0].gbPerMonth must have low <= expected <= high. [out-of-range]
       6 |   services: {a: {talksTo: [{service: a, gbPerMonth: {low: 3, expected: 2, high: 4}}]}}
                                                               ^"
    `));
  test('a range with a slip', () =>
    expect(told('  services: {a: {talksTo: [{service: a, gbPerMonth: {low: 3, expected: 3, hihg: 4}}]}}\n'))
      .toMatchInlineSnapshot(`
     "prod.yaml:6:41: spec.services.a.talksTo[0].gbPerMonth.high is missing. Highest likely traffic, GB a month. Required. [missing-key]
       6 |   services: {a: {talksTo: [{service: a, gbPerMonth: {low: 3, expected: 3, hihg: 4}}]}}
                                                   ^
     prod.yaml:6:75: Unknown key "hihg" in spec.services.a.talksTo[0].gbPerMonth. Did you mean "high"? Allowed: low, expected, high. [unknown-key]
       6 |   services: {a: {talksTo: [{service: a, gbPerMonth: {low: 3, expected: 3, hihg: 4}}]}}
                                                                                     ^"
    `));
  test('negative traffic', () =>
    expect(told('  services: {a: {talksTo: [{service: a, gbPerMonth: -1}]}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:53: spec.services.a.talksTo[0].gbPerMonth must be at least 0; got -1. [out-of-range]
       6 |   services: {a: {talksTo: [{service: a, gbPerMonth: -1}]}}
                                                               ^"
    `));
  test('two states', () =>
    expect(told('  state: {local: {}}\n', '  state: {s3: {bucket: abc, region: eu-west-1}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:10: spec.state must have s3 or local, not both (null drops what the defaults set). [invalid-value]
       6 |   state: {local: {}}
                    ^"
    `));
  test.each(['/abs/x', '../x', 'a/../../x', '~/x', 'C:\\x', 'a/..'])('state path %s', (path) =>
    expect(told(`  state: {local: {path: '${path}'}}\n`)).toMatch('must be a relative path without ..; got'),
  );
  test('a price in two ways', () =>
    expect(told('  prices: [{key: a, usd: 1, discountPercent: 5, note: n}]\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:12: spec.prices[0] must have exactly one of usd and discountPercent. [invalid-value]
       6 |   prices: [{key: a, usd: 1, discountPercent: 5, note: n}]
                      ^"
    `));
  test('a price in no way', () =>
    expect(told('  prices: [{key: a, note: n}]\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:12: spec.prices[0] must have exactly one of usd and discountPercent. [invalid-value]
       6 |   prices: [{key: a, note: n}]
                      ^"
    `));
  test('a price that is no amount', () =>
    expect(told('  prices: [{key: a, usd: "1,50", note: n}]\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:26: spec.prices[0].usd must be an amount such as 0.0225; got "1,50". [invalid-value]
       6 |   prices: [{key: a, usd: "1,50", note: n}]
                                    ^"
    `));
  test('a role of another account', () =>
    expect(told('  account: {id: "123456789012", roleArn: "arn:aws:iam::999999999999:role/x"}\n'))
      .toMatchInlineSnapshot(`
     "prod.yaml:6:42: spec.account.roleArn must be a role of account 123456789012; got one of 999999999999. [invalid-value]
       6 |   account: {id: "123456789012", roleArn: "arn:aws:iam::999999999999:role/x"}
                                                    ^"
    `));
});

describe('words of the catalog', () => {
  test('module', () =>
    expect(told('  modules: {stoer: on}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:13: Unknown module "stoer" in spec.modules. Did you mean "store"? Allowed: base, mesh, store. [unknown-module]
       6 |   modules: {stoer: on}
                       ^"
    `));
  test('module that was replaced', () =>
    expect(told('  modules: {shop: on}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:13: The module "shop" in spec.modules was replaced by "store". [replaced-module]
       6 |   modules: {shop: on}
                       ^"
    `));
  test('toggle', () =>
    expect(told('  modules: {store: yes}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:20: spec.modules.store.enabled must be on, off or auto; got "yes". [invalid-value]
       6 |   modules: {store: yes}
                              ^"
    `));
  test('input of a module', () =>
    expect(told('  modules: {store: {inputs: {node: 2}}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:30: Unknown key "node" in spec.modules.store.inputs. Did you mean "nodes"? Allowed: nodeType, nodes, window, clients, drop. [unknown-key]
       6 |   modules: {store: {inputs: {node: 2}}}
                                        ^"
    `));
  test("a module's own words", () =>
    expect(told('  modules: {store: {inputs: {nodeType: r7g, clients: {A: x}}}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:40: spec.modules.store.inputs.nodeType must look like cache.r7g.large; got "r7g". [invalid-value]
       6 |   modules: {store: {inputs: {nodeType: r7g, clients: {A: x}}}}
                                                  ^
     prod.yaml:6:55: The key "A" of spec.modules.store.inputs.clients: a lower-case name. [invalid-value]
       6 |   modules: {store: {inputs: {nodeType: r7g, clients: {A: x}}}}
                                                                 ^"
    `));
  test('value of an input of several forms', () =>
    expect(told('  modules: {store: {inputs: {drop: maybe}}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:36: spec.modules.store.inputs.drop must be true or false, or a number; got "maybe". [wrong-type]
       6 |   modules: {store: {inputs: {drop: maybe}}}
                                              ^"
    `));
  test('instances of a module that has one', () =>
    expect(told('  modules: {mesh: {instances: {a: {}}}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:20: Unknown key "instances" in spec.modules.mesh. Allowed: enabled, regions, inputs. [unknown-key]
       6 |   modules: {mesh: {instances: {a: {}}}}
                              ^"
    `));
  test('instances and inputs', () =>
    expect(told('  modules: {store: {instances: {a: {}}, inputs: {}}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:20: spec.modules.store must have inputs or instances, not both (null drops what the defaults set). [invalid-value]
       6 |   modules: {store: {instances: {a: {}}, inputs: {}}}
                              ^"
    `));
  test('no instances', () =>
    expect(told('  modules: {store: {instances: {}}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:32: spec.modules.store.instances must name at least one instance (one without settings is written name: {}). [out-of-range]
       6 |   modules: {store: {instances: {}}}
                                          ^"
    `));
  test('name of an instance', () =>
    expect(told('  modules: {store: {instances: {A-b: {}}}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:33: The key "A-b" of spec.modules.store.instances must be lower-case words joined by underscores, at most 30 characters. [invalid-value]
       6 |   modules: {store: {instances: {A-b: {}}}}
                                           ^"
    `));
  test('regions of a module', () =>
    expect(told('  modules: {store: {regions: all}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:30: spec.modules.store.regions must be each, primary or a list of regions; got "all". [invalid-value]
       6 |   modules: {store: {regions: all}}
                                        ^"
    `));
  test('capability', () =>
    expect(told('  needs: [{capability: cahce}]\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:24: Unknown capability "cahce" in spec.needs[0]. Did you mean "cache"? Allowed: board, cache, fan-out. [unknown-capability]
       6 |   needs: [{capability: cahce}]
                                  ^"
    `));
  test('no capability', () =>
    expect(told('  needs: [{at: each}]\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:11: spec.needs[0].capability is missing. Allowed: board, cache, fan-out. [missing-key]
       6 |   needs: [{at: each}]
                     ^"
    `));
  test('capability that is no text', () =>
    expect(told('  needs: [{capability: 3}]\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:24: spec.needs[0].capability must be one of board, cache or fan-out; got 3. [wrong-type]
       6 |   needs: [{capability: 3}]
                                  ^"
    `));
  test('capability beside another', () =>
    expect(told('  needs: [{capability: cache, with: [fanout]}]\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:38: Unknown capability "fanout" in spec.needs[0].with[0]. Did you mean "fan-out"? Allowed: board, cache, fan-out. [unknown-capability]
       6 |   needs: [{capability: cache, with: [fanout]}]
                                                ^"
    `));
  test('unit of another capability', () =>
    expect(told('  needs: [{capability: board, memoryGiB: 2}]\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:31: Unknown key "memoryGiB" in spec.needs[0]. Allowed: capability, at, with, seats. [unknown-key]
       6 |   needs: [{capability: board, memoryGiB: 2}]
                                         ^"
    `));
});

describe('references', () => {
  test('region', () =>
    expect(
      told(`  regions: {allowed: [eu-west-1, eu-wst-1], primary: us-eest-1}
  state: {s3: {bucket: abc, region: mars}}
  modules: {store: {regions: [us-west-3]}}
  network: {cidrs: {eu-central-2: 10.0.0.0/16}}
  prices: [{key: a, usd: 1, note: n, region: us-west-9}]
`),
    ).toMatchInlineSnapshot(`
     "prod.yaml:6:34: Unknown region "eu-wst-1" in spec.regions.allowed[1]. Did you mean "eu-west-1"? Allowed: eu-central-1, eu-west-1, us-east-1, us-west-2. [unknown-region]
       6 |   regions: {allowed: [eu-west-1, eu-wst-1], primary: us-eest-1}
                                            ^
     prod.yaml:6:54: Unknown region "us-eest-1" in spec.regions.primary. Did you mean "us-east-1"? Allowed: eu-central-1, eu-west-1, us-east-1, us-west-2. [unknown-region]
       6 |   regions: {allowed: [eu-west-1, eu-wst-1], primary: us-eest-1}
                                                                ^
     prod.yaml:7:37: Unknown region "mars" in spec.state.s3.region. Allowed: eu-central-1, eu-west-1, us-east-1, us-west-2. [unknown-region]
       7 |   state: {s3: {bucket: abc, region: mars}}
                                               ^
     prod.yaml:8:31: Unknown region "us-west-3" in spec.modules.store.regions[0]. Did you mean "us-west-2"? Allowed: eu-central-1, eu-west-1, us-east-1, us-west-2. [unknown-region]
       8 |   modules: {store: {regions: [us-west-3]}}
                                         ^
     prod.yaml:9:21: Unknown region "eu-central-2" in spec.network.cidrs.eu-central-2. Did you mean "eu-central-1"? Allowed: eu-central-1, eu-west-1, us-east-1, us-west-2. [unknown-region]
       9 |   network: {cidrs: {eu-central-2: 10.0.0.0/16}}
                               ^
     prod.yaml:10:46: Unknown region "us-west-9" in spec.prices[0].region. Did you mean "us-west-2"? Allowed: eu-central-1, eu-west-1, us-east-1, us-west-2. [unknown-region]
       10 |   prices: [{key: a, usd: 1, note: n, region: us-west-9}]
                                                         ^"
    `));
  test('primary that is not allowed', () =>
    expect(told('  regions: {allowed: [eu-west-1], primary: us-east-1}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:44: spec.regions.primary is us-east-1, which spec.regions.allowed does not list. [invalid-value]
       6 |   regions: {allowed: [eu-west-1], primary: us-east-1}
                                                      ^"
    `));
  test('service', () =>
    expect(told('  services: {web: {talksTo: [{service: wbe, gbPerMonth: 1}]}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:40: Unknown service "wbe" in spec.services.web.talksTo[0].service. Did you mean "web"? Allowed: web. [unknown-service]
       6 |   services: {web: {talksTo: [{service: wbe, gbPerMonth: 1}]}}
                                                  ^"
    `));
});

describe('addresses', () => {
  test('overlaps', () =>
    expect(
      told(`  network:
    cidrs:
      eu-central-1: 10.1.0.0/16
      us-east-1: 10.1.128.0/17
      us-west-2: 10.9.0.0/16
    reserved: [10.8.0.0/15]
`),
    ).toMatchInlineSnapshot(`
     "prod.yaml:9:18: spec.network.cidrs.us-east-1 (10.1.128.0/17) overlaps spec.network.cidrs.eu-central-1 (10.1.0.0/16). [overlapping-cidrs]
       9 |       us-east-1: 10.1.128.0/17
                            ^
     prod.yaml:10:18: spec.network.cidrs.us-west-2 (10.9.0.0/16) overlaps spec.network.reserved[0] (10.8.0.0/15). [overlapping-cidrs]
       10 |       us-west-2: 10.9.0.0/16
                             ^"
    `));
  test('that are none', () =>
    expect(told('  network: {pool: 10/8, reserved: [10.0.0.0, 10.256.0.0/16, 10.1.2.3/16, 010.0.0.0/8]}\n'))
      .toMatchInlineSnapshot(`
     "prod.yaml:6:19: spec.network.pool is not an IPv4 block of the form 10.0.0.0/16; got "10/8". [invalid-value]
       6 |   network: {pool: 10/8, reserved: [10.0.0.0, 10.256.0.0/16, 10.1.2.3/16, 010.0.0.0/8]}
                             ^
     prod.yaml:6:36: spec.network.reserved[0] is not an IPv4 block of the form 10.0.0.0/16; got "10.0.0.0". [invalid-value]
       6 |   network: {pool: 10/8, reserved: [10.0.0.0, 10.256.0.0/16, 10.1.2.3/16, 010.0.0.0/8]}
                                              ^
     prod.yaml:6:46: spec.network.reserved[1] has a number that is out of range; got "10.256.0.0/16". [invalid-value]
       6 |   network: {pool: 10/8, reserved: [10.0.0.0, 10.256.0.0/16, 10.1.2.3/16, 010.0.0.0/8]}
                                                        ^
     prod.yaml:6:61: spec.network.reserved[2] has host bits set: the block that it lies in is 10.1.0.0/16; got "10.1.2.3/16". [invalid-value]
       6 |   network: {pool: 10/8, reserved: [10.0.0.0, 10.256.0.0/16, 10.1.2.3/16, 010.0.0.0/8]}
                                                                       ^
     prod.yaml:6:74: spec.network.reserved[3] is not an IPv4 block of the form 10.0.0.0/16; got "010.0.0.0/8". [invalid-value]
       6 |   network: {pool: 10/8, reserved: [10.0.0.0, 10.256.0.0/16, 10.1.2.3/16, 010.0.0.0/8]}
                                                                                    ^"
    `));
  test('too large and too small for a VPC', () =>
    expect(told('  network: {cidrs: {eu-west-1: 10.0.0.0/15, us-east-1: 10.9.0.0/28}}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:32: spec.network.cidrs.eu-west-1 must have a prefix length from 16 to 24; got 15. [out-of-range]
       6 |   network: {cidrs: {eu-west-1: 10.0.0.0/15, us-east-1: 10.9.0.0/28}}
                                          ^
     prod.yaml:6:56: spec.network.cidrs.us-east-1 must have a prefix length from 16 to 24; got 28. [out-of-range]
       6 |   network: {cidrs: {eu-west-1: 10.0.0.0/15, us-east-1: 10.9.0.0/28}}
                                                                  ^"
    `));
  test('a pool that holds no VPC', () =>
    expect(told('  network: {pool: 10.0.0.0/20}\n')).toMatchInlineSnapshot(`
     "prod.yaml:6:19: spec.network.pool must hold a VPC of prefix length 16; got 10.0.0.0/20. [out-of-range]
       6 |   network: {pool: 10.0.0.0/20}
                             ^"
    `));
});

test('all at once, in order of lines, defaults first by name, each told once', () => {
  const spec = `  regions: {min: 0, allowed: [nowhere]}
  modules: {stoer: on}
  services: {a: {talksTo: [{service: b}]}}
`;
  expect(told(spec, '  tags: {a: 1}\n  solver: {minSaving: 3}\n')).toMatchInlineSnapshot(`
   "_defaults.yaml:4:13: spec.tags.a must be text; got 1. Put it in quotes. [wrong-type]
     4 |   tags: {a: 1}
                     ^
   _defaults.yaml:5:12: Unknown key "minSaving" in spec.solver. Did you mean "minSavingUsd"? Allowed: minSavingUsd. [unknown-key]
     5 |   solver: {minSaving: 3}
                    ^
   prod.yaml:6:18: spec.regions.min must be at least 1; got 0. [out-of-range]
     6 |   regions: {min: 0, allowed: [nowhere]}
                          ^
   prod.yaml:6:31: Unknown region "nowhere" in spec.regions.allowed[0]. Allowed: eu-central-1, eu-west-1, us-east-1, us-west-2. [unknown-region]
     6 |   regions: {min: 0, allowed: [nowhere]}
                                       ^
   prod.yaml:7:13: Unknown module "stoer" in spec.modules. Did you mean "store"? Allowed: base, mesh, store. [unknown-module]
     7 |   modules: {stoer: on}
                     ^
   prod.yaml:8:28: spec.services.a.talksTo[0].gbPerMonth is missing. It must be a number of GB, or {low, expected, high}. [missing-key]
     8 |   services: {a: {talksTo: [{service: b}]}}
                                    ^
   prod.yaml:8:38: Unknown service "b" in spec.services.a.talksTo[0].service. Allowed: a. [unknown-service]
     8 |   services: {a: {talksTo: [{service: b}]}}
                                              ^"
  `);
});
