/** What a service network costs, needs and claims, before anything is emitted. */
import { facts, offers, priceKeys } from '../../data';
import { crossRegionServices } from '../../modules/capabilities';
import type { Situation } from '../../modules/module';
import { vpcLatticeCore } from '../../modules/vpc_lattice_core';
import { bill, site } from './network.fixtures';

const threeServices = { services: { mlflow: {}, feast: {}, 'vllm-inference': {} } };

function optionAt(region: string, given: unknown) {
  const [option, ...others] = vpcLatticeCore.options(vpcLatticeCore.inputs.parse(given), site(region, 'multi-az'));
  expect(others).toEqual([]);
  return option;
}

describe('costs', () => {
  test('a network without services costs nothing', () => {
    expect(bill(vpcLatticeCore, site('us-east-1', 'multi-az'), {}, {})).toMatch(/^Total +0\.00$/);
  });

  test('one service, without traffic: the 18 USD of the guide', () => {
    expect(bill(vpcLatticeCore, site('us-east-1', 'multi-az'), { services: { mlflow: {} } }, {}))
      .toMatchInlineSnapshot(`
     "Lattice services                  730.00 service-hour  x 0.025      18.25
     Total                                                               18.25"
    `);
  });

  test('three services with traffic', () => {
    expect(bill(vpcLatticeCore, site('us-east-1', 'multi-az'), threeServices, { serviceGbPerMonth: 500 }))
      .toMatchInlineSnapshot(`
     "Lattice services                 2190.00 service-hour  x 0.025      54.75
     Data through Lattice              500.00 GB            x 0.025      12.50
     Total                                                               67.25"
    `);
  });

  test('three services with traffic, requests, connections and logs in Frankfurt', () => {
    const given = {
      ...threeServices,
      millionRequestsPerMonth: 400,
      millionConnectionsPerMonth: 2,
      accessLogs: { ingestGbPerMonth: 12 },
    };
    expect(bill(vpcLatticeCore, site('eu-central-1', 'multi-az'), given, { serviceGbPerMonth: 500 }))
      .toMatchInlineSnapshot(`
     "Lattice services                 2190.00 service-hour  x 0.0325     71.18
     Requests above the free ones      400.00 million requests x 0.13       52.00
     Connections above the free ones      2.00 million connections x 0.13        0.26
     Access log ingestion               12.00 GB            x 0.63        7.56
     Data through Lattice              500.00 GB            x 0.0325     16.25
     Total                                                              147.25"
    `);
  });

  test('logs that are off cost nothing', () => {
    const given = { accessLogs: { enabled: false, ingestGbPerMonth: 12 } };
    expect(bill(vpcLatticeCore, site('us-east-1', 'multi-az'), given, {})).toMatch(/^Total +0\.00$/);
  });

  test('every line has a price key that the data know', () => {
    const given = {
      ...threeServices,
      millionRequestsPerMonth: 1,
      millionConnectionsPerMonth: 1,
      accessLogs: { ingestGbPerMonth: 1 },
    };
    const keys = optionAt('us-east-1', given)?.cost.map(({ price }) => price) ?? [];
    expect(keys).toHaveLength(5);
    expect(keys.filter((key) => !priceKeys().includes(key))).toEqual([]);
  });
});

describe('where it stands', () => {
  test('a region needs VPC Lattice', () => {
    expect(vpcLatticeCore.services.every((service) => offers(service, 'us-east-1'))).toBe(true);
  });

  test('services count in the regions that they name, or in all', () => {
    const given = { services: { here: { regions: ['eu-west-1'] }, everywhere: {} } };
    expect(optionAt('eu-west-1', given)?.consumes).toEqual({
      maxServiceNetworks: { fixed: 1 },
      maxVpcLatticeServices: { fixed: 2 },
    });
    expect(optionAt('us-east-1', given)?.consumes).toEqual({
      maxServiceNetworks: { fixed: 1 },
      maxVpcLatticeServices: { fixed: 1 },
    });
    expect(optionAt('us-east-1', {})?.consumes).toEqual({ maxServiceNetworks: { fixed: 1 } });
  });

  const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0b1c2d3e';
  const named = { customDomainName: 'vllm.internal.example.com', certificateArn };

  test.each([
    ['certificate', { vllm: named }],
    [
      'target live',
      {
        vllm: {
          targetGroups: {
            f: { type: 'LAMBDA', targets: { live: { id: 'arn:aws:lambda:us-east-1:111122223333:function:f' } } },
          },
        },
      },
    ],
    [
      'target lb',
      {
        vllm: {
          targetGroups: {
            f: {
              type: 'ALB',
              targets: { lb: { id: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/a/0' } },
            },
          },
        },
      },
    ],
  ])('a %s of another region makes it unavailable there', (what, services) => {
    expect(optionAt('us-east-1', { services })?.unavailable).toBeUndefined();
    expect(optionAt('eu-west-1', { services })?.unavailable).toBe(
      `the ${what} of service vllm is in us-east-1; name regions for that service`,
    );
  });

  test('a service that stays in its region does not keep the network from others', () => {
    const services = { vllm: { ...named, regions: ['us-east-1'] } };
    expect(optionAt('eu-west-1', { services })?.unavailable).toBeUndefined();
  });

  test('a network in each region, and no claim to carry anything between them', () => {
    expect(vpcLatticeCore.needs().map(({ capability, at }) => `${capability.name} ${at}`)).toEqual([
      'private-network each',
    ]);
    expect(vpcLatticeCore.provides).not.toContain(crossRegionServices);
    expect(optionAt('us-east-1', {})?.provides).toEqual(vpcLatticeCore.provides);
    expect(facts.zoneIds('us-east-1').length).toBeGreaterThan(0);
  });
});

describe('rules', () => {
  const situation: Situation = { availability: 'multi-az', maxRegions: 1, needs: [], patterns: ['pod-to-pod'] };
  const avoid = (given: Partial<Situation>) =>
    vpcLatticeCore.avoidWhen.filter(({ holds }) => holds?.({ ...situation, ...given })).map(({ text }) => text);
  const oneCluster = 'there is one VPC with one cluster and no service-level traffic, for which Cilium is enough';
  const podToPod = 'all traffic is pod-to-pod, for which a Cilium cluster mesh is enough';

  test.each([
    [{}, [oneCluster, podToPod]],
    [{ patterns: [] }, [oneCluster]],
    [{ maxRegions: 2 }, [podToPod]],
    [{ patterns: ['pod-to-pod', 'service'] }, []],
    [{ maxRegions: 2, patterns: [] }, []],
    [{ needs: ['cross-vpc-services'] }, []],
  ])('%j: avoid', (given, expected) => {
    expect(avoid(given)).toEqual(expected);
  });

  test('to use when services talk to services', () => {
    const use = (patterns: readonly string[]) =>
      vpcLatticeCore.useWhen.some(({ holds }) => holds?.({ ...situation, patterns }));
    expect([use(['service']), use(['pod-to-pod'])]).toEqual([true, false]);
  });
});
