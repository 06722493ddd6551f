import { formatProblem } from '../../schema/problem';
import { cloud, cloudFile, load, problemsOf } from './project';

function told(text: string): string {
  return problemsOf(() => load({ [cloudFile]: text }))
    .map((problem) => formatProblem(problem).replace(cloudFile, 'aws.yaml'))
    .join('\n');
}

/** With these lines under the spec, which begin on line 8. */
function toldWith(lines: string): string {
  return told(`${cloud}${lines}`);
}

test('kind', () =>
  expect(told(cloud.replace('CloudInf', 'CludInf'))).toMatchInlineSnapshot(`
   "aws.yaml:2:7: Unknown kind "CludInfrastructure" in the document. Did you mean "CloudInfrastructure"? Allowed: CloudInfrastructure, StaticInfrastructure. [invalid-value]
     2 | kind: CludInfrastructure
               ^"
  `));
test('no kind', () =>
  expect(told('apiVersion: lattice.dev/v1alpha1\n')).toMatchInlineSnapshot(`
   "aws.yaml:1:1: kind is missing. Allowed: CloudInfrastructure, StaticInfrastructure. [missing-key]
     1 | apiVersion: lattice.dev/v1alpha1
         ^"
  `));
test('version', () =>
  expect(told(cloud.replace('v1alpha1', 'v1'))).toMatchInlineSnapshot(`
   "aws.yaml:1:13: apiVersion must be lattice.dev/v1alpha1; got "lattice.dev/v1". [invalid-value]
     1 | apiVersion: lattice.dev/v1
                     ^"
  `));
test('name', () =>
  expect(told(cloud.replace('name: aws', 'name: AWS/eu'))).toMatchInlineSnapshot(`
   "aws.yaml:3:18: metadata.name must be lower-case letters, digits and hyphens; got "AWS/eu". [invalid-value]
     3 | metadata: {name: AWS/eu}
                          ^"
  `));
test('provider', () =>
  expect(told(cloud.replace('provider: aws', 'provider: aw'))).toMatchInlineSnapshot(`
   "aws.yaml:5:13: spec.provider must be aws, gcp or azure; got "aw". [invalid-value]
     5 |   provider: aw
                     ^"
  `));
test('region', () =>
  expect(told(cloud.replace('us-east-1:', 'us-esat-1:'))).toMatchInlineSnapshot(`
   "aws.yaml:8:5: Unknown region "us-esat-1" in spec.regions. Did you mean "us-east-1"? Allowed: eu-central-1, eu-west-1, us-east-1, us-west-2. [unknown-region]
     8 |     us-esat-1: {}
             ^"
  `));
test('form of a region', () =>
  expect(told(cloud.replace('us-east-1:', 'US East:'))).toMatchInlineSnapshot(`
   "aws.yaml:8:5: The key "US East" of spec.regions must be the name of a region such as eu-central-1. [invalid-value]
     8 |     US East: {}
             ^
   aws.yaml:8:5: Unknown region "US East" in spec.regions. Allowed: eu-central-1, eu-west-1, us-east-1, us-west-2. [unknown-region]
     8 |     US East: {}
             ^"
  `));
test('no region', () =>
  expect(told(cloud.replace(/regions:[^]*/, 'regions: {}\n'))).toMatchInlineSnapshot(`
   "aws.yaml:6:12: spec.regions must name at least one region. [out-of-range]
     6 |   regions: {}
                    ^"
  `));
test('quota', () =>
  expect(toldWith('    us-west-2: {quotas: {maxStoers: 1, maxMeshes: -1}}\n')).toMatchInlineSnapshot(`
   "aws.yaml:9:26: Unknown key "maxStoers" in spec.regions.us-west-2.quotas. Did you mean "maxStores"? Allowed: maxMeshes, maxStores, maxClusters, maxNodesPerCluster. [unknown-key]
     9 |     us-west-2: {quotas: {maxStoers: 1, maxMeshes: -1}}
                                  ^
   aws.yaml:9:51: spec.regions.us-west-2.quotas.maxMeshes must be at least 0; got -1. [out-of-range]
     9 |     us-west-2: {quotas: {maxStoers: 1, maxMeshes: -1}}
                                                           ^"
  `));
test('budget', () =>
  expect(toldWith('    us-west-2: {budget: {monthly: lots}}\n')).toMatchInlineSnapshot(`
   "aws.yaml:9:35: spec.regions.us-west-2.budget.monthly must be a number; got "lots". [wrong-type]
     9 |     us-west-2: {budget: {monthly: lots}}
                                           ^"
  `));
test('key of a region', () =>
  expect(toldWith('    us-west-2: {complience: [SOC2]}\n')).toMatchInlineSnapshot(`
   "aws.yaml:9:17: Unknown key "complience" in spec.regions.us-west-2. Did you mean "compliance"? Allowed: budget, compliance, capabilities, dataResidency, zones, quotas. [unknown-key]
     9 |     us-west-2: {complience: [SOC2]}
                         ^"
  `));
test('two of one name', () =>
  expect(told(`${cloud}---\n${cloud}`)).toMatchInlineSnapshot(`
   "aws.yaml:12:18: There is already an infrastructure document "aws": names must differ. [duplicate-name]
     12 | metadata: {name: aws}
                           ^"
  `));
test('every document of a file', () =>
  expect(told(`${cloud.replace('regions', 'region')}---\n${cloud.replace('name: aws', 'name: 7')}`))
    .toMatchInlineSnapshot(`
   "aws.yaml:4:1: spec.regions is missing. Regions that may be used -> what each has, {} for the defaults. Required. [missing-key]
     4 | spec:
         ^
   aws.yaml:6:3: Unknown key "region" in spec. Did you mean "regions"? Allowed: provider, credentialsRef, budget, defaults, regions, prices. [unknown-key]
     6 |   region:
           ^
   aws.yaml:12:18: metadata.name must be text; got 7. Put it in quotes. [wrong-type]
     12 | metadata: {name: 7}
                           ^"
  `));
test('what a site states', () =>
  expect(
    told(`apiVersion: lattice.dev/v1alpha1
kind: StaticInfrastructure
metadata: {name: site}
spec:
  location: {}
  capacity: {memory: 12 apples, nodes: many}
  network: {latencyTo: {x: 5}}
`),
  ).toMatchInlineSnapshot(`
   "aws.yaml:5:3: spec.location.name is missing. Name of the site. Required. [missing-key]
     5 |   location: {}
           ^
   aws.yaml:6:22: spec.capacity.memory must be a quantity such as 3200Gi; got "12 apples". [invalid-value]
     6 |   capacity: {memory: 12 apples, nodes: many}
                              ^
   aws.yaml:6:40: spec.capacity.nodes must be a number; got "many". [wrong-type]
     6 |   capacity: {memory: 12 apples, nodes: many}
                                                ^
   aws.yaml:7:28: spec.network.latencyTo.x must be milliseconds such as 65ms; got 5. [wrong-type]
     7 |   network: {latencyTo: {x: 5}}
                                    ^"
  `));
